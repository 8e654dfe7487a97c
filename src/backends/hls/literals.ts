import { mantissaAt } from "../../fixed/arith.js";
import { fraction } from "../../fixed/types.js";
import type { IntTensor } from "../../ir/tensor.js";
import { InternalError } from "../../support/errors.js";

/**
 * C++ initializer of a mantissa · 2^-frac: the shortest decimal that a compiler reads as exactly this value. Values of
 * more than 53 significant bits are sums of exact parts, each converted to `type` first.
 */
export function literal(mantissa: bigint, frac: number, type: string): string {
  const parts = splitExact(mantissa).map((part) => doubleLiteral(part, frac));
  return parts.length === 1 ? (parts[0] ?? "0") : parts.map((part) => `${type}(${part})`).join(" + ");
}

/** Terms of at most 53 significant bits, all but the last multiples of 2^53: each fits wherever the sum fits. */
function splitExact(mantissa: bigint): bigint[] {
  const parts: bigint[] = [];
  let rest = mantissa;
  for (let shift = 0n; ; shift += 53n) {
    const low = BigInt.asUintN(53, rest);
    rest >>= 53n;
    // A double holds the sign too, so the last part takes all that is left.
    if (rest === 0n || rest === -1n) return [((rest << 53n) + low) << shift, ...parts].filter(nonZeroUnlessOnly);
    parts.unshift(low << shift);
  }
}

function nonZeroUnlessOnly(part: bigint, _index: number, all: readonly bigint[]): boolean {
  return part !== 0n || all.length === 1;
}

function doubleLiteral(mantissa: bigint, frac: number): string {
  const value = scaleToDouble(mantissa, frac);
  const text = String(value);
  // A C++ integer literal has no suffix to spare: large ones are written as doubles.
  return Number.isInteger(value) && Math.abs(value) >= 2 ** 31 && !text.includes("e") ? `${text}.0` : text;
}

/** Farthest binary point whose values, and those of 53 bits around it, are all exact doubles. */
export const MOST_FRACTION_BITS = 900;

function scaleToDouble(mantissa: bigint, frac: number): number {
  if (Math.abs(frac) > MOST_FRACTION_BITS)
    throw new InternalError(`a constant with ${frac} fraction bits is outside the range of C++ double literals`);
  return Number(mantissa) * 2 ** -frac;
}

/** All elements of a constant as C++ initializers. */
export function literals(tensor: IntTensor, type: string): string[] {
  const frac = fraction(tensor.type.elem);
  return Array.from({ length: tensor.data.length }, (_, i) => literal(mantissaAt(tensor.data, i), frac, type));
}

/** mantissa · 2^-frac as a decimal with every digit. */
export function exactDecimal(mantissa: bigint, frac: number): string {
  if (frac <= 0) return String(mantissa << BigInt(-frac));
  const digits = String((mantissa < 0n ? -mantissa : mantissa) * 5n ** BigInt(frac)).padStart(frac + 1, "0");
  const fractionDigits = digits.slice(-frac).replace(/0+$/, "");
  const whole = digits.slice(0, -frac);
  return `${mantissa < 0n ? "-" : ""}${whole}${fractionDigits === "" ? "" : `.${fractionDigits}`}`;
}
