import { decompose } from "../../../fixed/float.js";
import {
  type ApFixed,
  apFixed,
  bitLength,
  type FixedType,
  productType,
  sumType,
  unionType,
} from "../../../fixed/types.js";
import type { LayerFacts } from "../../../ir/import.js";
import { assertNever } from "../../../support/errors.js";

/**
 * hls4ml's inference of `auto` types: worst-case widths, not values. Undefined where hls4ml falls back to the model's
 * default type. `maximum` caps width and integer bits one by one, as that tool does.
 */
export function autoResult(facts: LayerFacts, noBias: FixedType, maximum: ApFixed | undefined): ApFixed | undefined {
  switch (facts.kind) {
    case "linear":
      return capped(linearType(facts, noBias), maximum);
    case "normalize":
      return capped(sumType(productType(facts.x, facts.scale), facts.bias), maximum);
    case "merge":
      return mergeType(facts, maximum);
    case "concat":
      return capped(facts.ins.reduce(unionType), maximum);
    case "pool":
      if (facts.global === true) return undefined;
      return "rounding" in facts.x ? facts.x : apFixed(facts.x);
    case "move":
    case "reduce":
    case "activation":
      return undefined;
    default:
      return assertNever(facts, "layer facts");
  }
}

/** Accumulator of `auto`: the result's rule for sums; an average gets room for the sum and for the quotient. */
export function autoAccum(facts: LayerFacts, noBias: FixedType, maximum: ApFixed | undefined): ApFixed | undefined {
  if (facts.kind !== "pool" || facts.fn === "max" || facts.global === true) return autoResult(facts, noBias, maximum);
  const extra = ceilLog2(facts.window);
  return apFixed({ signed: facts.x.signed, width: facts.x.width + 2 * extra, int: facts.x.int + extra });
}

/** A layer without a bias still gets room for one of the bias variable's type. */
function linearType(facts: LayerFacts & { kind: "linear" }, noBias: FixedType): FixedType {
  const product = productType(facts.x, facts.weight);
  const growth = ceilLog2(facts.products);
  const sum = { ...product, width: product.width + growth, int: product.int + growth };
  return sumType(sum, facts.bias ?? noBias);
}

function mergeType({ fn, a, b }: LayerFacts & { kind: "merge" }, maximum: ApFixed | undefined): ApFixed | undefined {
  switch (fn) {
    case "add":
      return capped(sumType(a, b), maximum);
    case "sub":
      return capped({ ...sumType(a, b), signed: true }, maximum);
    case "mul":
      return capped(productType(a, b), maximum);
    case "max":
    case "min":
      return apFixed(unionType(a, b));
    case "div":
      return undefined;
    default:
      return assertNever(fn, "merge function");
  }
}

function capped(type: FixedType, maximum: ApFixed | undefined): ApFixed {
  if (maximum === undefined) return apFixed(type);
  return apFixed({
    signed: type.signed,
    width: Math.min(type.width, maximum.width),
    int: Math.min(type.int, maximum.int),
  });
}

function ceilLog2(count: number): number {
  return count <= 1 ? 0 : bitLength(BigInt(count - 1));
}

/** Type of a parameter left `auto` (alpha of LeakyRelu, Elu): the fewest bits that hold it, at most 8 and a sign. */
export function parameterType(value: number): ApFixed {
  if (value === 0) return apFixed({ signed: false, width: 1, int: 1 });
  const { mantissa, exponent } = decompose(value);
  const sign = mantissa < 0n ? 1 : 0;
  const trailing = bitLength(mantissa & -mantissa) - 1;
  const odd = mantissa >> BigInt(trailing);
  const frac = -exponent - trailing;
  // A negative power of two needs no bit beside its sign.
  const int = bitLength(sign === 1 ? -odd - 1n : odd) - frac;
  return apFixed({ signed: sign === 1, width: sign + Math.min(int + frac, 8), int: sign + int });
}
