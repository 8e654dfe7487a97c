import { apFixed, type FixedType, fraction, minMantissa } from "../../fixed/types.js";
import type { NetlistBuilder } from "../../netlist/build.js";
import type { Wire } from "../../netlist/cell.js";
import { assertNever } from "../../support/errors.js";
import { binaryBits, unaryBits } from "./bits.js";
import type { DaisOp } from "./program.js";

/** A value of the program: integers of a wire, in the format that the program gives it. */
export interface DaisValue {
  readonly wire: Wire;
  readonly type: FixedType;
}

/** Cells of one operation, its value in the steps of `type`; `value` and `input` give what it takes. */
export function lowerOp(
  op: DaisOp,
  type: FixedType,
  build: NetlistBuilder,
  value: (index: number) => DaisValue,
  input: (index: number) => DaisValue,
): Wire {
  const ar = build.arith;
  const zero = ar.of(0n);
  const negated = (wire: Wire, negate: boolean): Wire => (negate ? ar.sub(zero, wire) : wire);
  const toType = (wire: Wire, from: number): Wire => aligned(build, wire, from, fraction(type));
  const steps = (index: number): number => fraction(value(index).type);
  switch (op.kind) {
    case "copy": {
      const { wire, type: from } = input(op.input);
      return held(build, toType(wire, fraction(from)), type);
    }
    case "sum": {
      const fine = Math.max(steps(op.a), steps(op.b) - op.shift);
      const a = aligned(build, value(op.a).wire, steps(op.a), fine);
      const b = aligned(build, value(op.b).wire, steps(op.b) - op.shift, fine);
      return toType(op.minus ? ar.sub(a, b) : ar.add(a, b), fine);
    }
    case "relu":
      return held(build, toType(ar.max(negated(value(op.a).wire, op.negate), zero), steps(op.a)), type);
    case "quantize":
      return held(build, toType(negated(value(op.a).wire, op.negate), steps(op.a)), type);
    case "offset":
      return ar.add(toType(value(op.a).wire, steps(op.a)), ar.of(op.constant));
    case "constant":
      return ar.of(op.constant);
    case "mux": {
      const a = toType(value(op.a).wire, steps(op.a));
      const b = toType(negated(value(op.b).wire, op.negate), steps(op.b) - op.shift);
      return held(build, whereTopBit(build, value(op.condition), a, b), type);
    }
    case "product":
      return toType(ar.mul(value(op.a).wire, value(op.b).wire), steps(op.a) + steps(op.b));
    case "lookup": {
      const { wire, type: from } = value(op.a);
      return ar.table(op.table)(ar.sub(wire, ar.of(lowest(from) + op.first)));
    }
    case "not":
    case "any":
    case "all":
      return unaryBits(op.kind, negated(value(op.a).wire, op.negate), value(op.a).type.width, type.signed, build);
    case "and":
    case "or":
    case "xor": {
      const fine = Math.max(steps(op.a), steps(op.b) - op.shift);
      const a = aligned(build, negated(value(op.a).wire, op.negateA), steps(op.a), fine);
      const b = aligned(build, negated(value(op.b).wire, op.negateB), steps(op.b) - op.shift, fine);
      return toType(binaryBits(op.kind, a, b, build), fine);
    }
    default:
      return assertNever(op, "DAIS operation");
  }
}

/** Steps of 2^-from as steps of 2^-to; finer bits are dropped. */
export function aligned({ arith }: NetlistBuilder, wire: Wire, from: number, to: number): Wire {
  return to >= from ? arith.shiftLeft(wire, to - from) : arith.shiftRight(wire, from - to);
}

/** The low bits that a format has. */
function held({ arith }: NetlistBuilder, wire: Wire, type: FixedType): Wire {
  return type.width === 0 ? arith.of(0n) : arith.caster(fraction(type), apFixed(type))(wire);
}

function lowest(type: FixedType): bigint {
  return type.width === 0 ? 0n : minMantissa(type);
}

/**
 * The sign of a signed condition, the highest bit of an unsigned one, as in da4ml's documentation and its Python
 * semantics. (Its C++ interpreter also takes unsigned values above a quarter of the range; its Verilog was not run.)
 */
function whereTopBit({ arith }: NetlistBuilder, { wire, type }: DaisValue, set: Wire, clear: Wire): Wire {
  if (type.signed) return arith.select(wire, arith.of(0n), set, clear);
  return arith.select(wire, arith.of(1n << BigInt(Math.max(type.width, 1) - 1)), clear, set);
}
