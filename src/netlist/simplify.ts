import type { Arith } from "../fixed/arith.js";
import { bitLength, maxMantissa, minMantissa } from "../fixed/types.js";
import type { Wire } from "./cell.js";
import { magnitudeBits, within } from "./range.js";
import type { Recorder } from "./record.js";

/** Arithmetic on wires: each operation as the cheapest cells that have its value. */
export interface WireArith extends Omit<Arith<Wire>, "caster">, Choices {
  readonly wrap: (a: Wire, signed: boolean, width: number) => Wire;
}

export function createWireArith(recorder: Recorder): WireArith {
  const shifts = createShifts(recorder);
  const sums = createSums(recorder, shifts);
  const choices = createChoices(recorder);
  return {
    of: recorder.constant,
    ...shifts,
    ...sums,
    ...choices,
    quotient: createQuotient(recorder, shifts, sums, choices),
    table: (entries) => {
      const last = BigInt(entries.length - 1);
      // Positions lie in the table; where intervals do not prove it, the clamp does.
      return (a) => recorder.wireOf({ op: "entry", a: choices.clamp(a, 0n, last), table: entries });
    },
    wrap: (a, signed, width) => {
      const type = { signed, width, int: width };
      const fits = within(recorder.rangeOf(a), { lo: minMantissa(type), hi: maxMantissa(type) });
      return fits ? a : recorder.wireOf({ op: "wrap", a, signed, width });
    },
  };
}

type Shifts = Pick<Arith<Wire>, "shiftLeft" | "shiftRight">;

function createShifts({ assume, wireOf, cellOf, rangeOf }: Recorder): Shifts {
  const shiftLeft = (a: Wire, bits: number): Wire => {
    if (bits === 0) return a;
    const inner = cellOf(a);
    return inner.op === "shl" ? shiftLeft(inner.a, inner.bits + bits) : wireOf({ op: "shl", a, bits });
  };
  const shiftRight = (a: Wire, bits: number): Wire => {
    const inner = cellOf(a);
    if (bits === 0) return a;
    if (inner.op === "shr") return shiftRight(inner.a, inner.bits + bits);
    if (inner.op === "shl") {
      return inner.bits <= bits ? shiftRight(inner.a, bits - inner.bits) : shiftLeft(inner.a, inner.bits - bits);
    }
    const split = inner.op === "add" ? splitSum(inner.a, inner.b, bits) : undefined;
    if (split !== undefined) {
      // floor((x · 2^k + y) / 2^bits) = floor((x + floor(y / 2^k)) / 2^(bits - k)), which takes k bits less.
      const [{ lo, hi }, k] = [rangeOf(a), BigInt(split.bits)];
      const low = shiftRight(split.low, split.bits);
      const isZero = rangeOf(low).lo === 0n && rangeOf(low).hi === 0n;
      const sum = isZero ? split.high : wireOf({ op: "add", ...ordered(split.high, low) });
      return shiftRight(assume(sum, { lo: lo >> k, hi: hi >> k }), bits - split.bits);
    }
    // Beyond the value's own bits only the sign is left, so that engines never shift by more than their lanes hold.
    const useful = Math.min(bits, magnitudeBits(rangeOf(a)));
    return useful === 0 ? a : wireOf({ op: "shr", a, bits: useful });
  };
  /** A sum as high · 2^bits + low, with 0 < bits <= most. */
  const splitSum = (a: Wire, b: Wire, most: number) => {
    for (const [high, low] of [
      [cellOf(a), b],
      [cellOf(b), a],
    ] as const)
      if (high.op === "shl" && high.bits <= most) return { high: high.a, low, bits: high.bits };
    return undefined;
  };
  return { shiftLeft, shiftRight };
}

type Sums = Pick<Arith<Wire>, "add" | "sub" | "mul">;

function createSums(recorder: Recorder, { shiftLeft }: Shifts): Sums {
  const { constant, wireOf, cellOf } = recorder;
  const zero = constant(0n);
  /** x where the wire is 0 - x. */
  const negated = (wire: Wire): Wire | undefined => {
    const cell = cellOf(wire);
    return cell.op === "sub" && cell.a === zero ? cell.b : undefined;
  };

  const add = (a: Wire, b: Wire): Wire => {
    const value = valueOf(recorder, b);
    if (value !== undefined) return addConstant(a, value);
    if (valueOf(recorder, a) !== undefined) return add(b, a);
    const [minusA, minusB] = [negated(a), negated(b)];
    if (minusB !== undefined) return sub(a, minusB);
    return minusA !== undefined ? sub(b, minusA) : wireOf({ op: "add", ...ordered(a, b) });
  };
  const addConstant = (a: Wire, value: bigint): Wire => {
    if (value === 0n) return a;
    const inner = cellOf(a);
    const offset = inner.op === "add" ? valueOf(recorder, inner.b) : undefined;
    if (inner.op === "add" && offset !== undefined) return addConstant(inner.a, offset + value);
    return wireOf({ op: "add", a, b: constant(value) });
  };
  const sub = (a: Wire, b: Wire): Wire => {
    if (a === b) return zero;
    const value = valueOf(recorder, b);
    if (value !== undefined) return addConstant(a, -value);
    const minusB = negated(b);
    return minusB === undefined ? wireOf({ op: "sub", a, b }) : add(a, minusB);
  };
  const mul = (a: Wire, b: Wire): Wire => {
    const value = valueOf(recorder, b);
    if (value === undefined) {
      return valueOf(recorder, a) !== undefined ? mul(b, a) : wireOf({ op: "mul", ...ordered(a, b) });
    }
    const bits = powerOfTwo(value < 0n ? -value : value);
    if (bits === undefined) return wireOf({ op: "mul", a, b });
    return value < 0n ? sub(zero, shiftLeft(a, bits)) : shiftLeft(a, bits);
  };
  return { add, sub, mul };
}

interface Choices extends Pick<Arith<Wire>, "min" | "max" | "select"> {
  readonly clamp: (a: Wire, lo: bigint, hi: bigint) => Wire;
}

function createChoices({ constant, wireOf, rangeOf }: Recorder): Choices {
  const min = (a: Wire, b: Wire): Wire => {
    if (a === b || rangeOf(a).hi <= rangeOf(b).lo) return a;
    return rangeOf(b).hi <= rangeOf(a).lo ? b : wireOf({ op: "min", ...ordered(a, b) });
  };
  const max = (a: Wire, b: Wire): Wire => {
    if (a === b || rangeOf(a).lo >= rangeOf(b).hi) return a;
    return rangeOf(b).lo >= rangeOf(a).hi ? b : wireOf({ op: "max", ...ordered(a, b) });
  };
  return {
    min,
    max,
    clamp: (a, lo, hi) => min(max(a, constant(lo)), constant(hi)),
    select: (a, b, less, otherwise) => {
      if (less === otherwise || rangeOf(a).lo >= rangeOf(b).hi) return otherwise;
      if (rangeOf(a).hi < rangeOf(b).lo) return less;
      if (less === a && otherwise === b) return min(a, b);
      if (less === b && otherwise === a) return max(a, b);
      return wireOf({ op: "select", a, b, less, otherwise });
    },
  };
}

function createQuotient(
  recorder: Recorder,
  shifts: Shifts,
  { add, sub }: Sums,
  { select }: Choices,
): Arith<Wire>["quotient"] {
  const { constant, wireOf, rangeOf } = recorder;
  const zero = constant(0n);
  const towardZero = (a: Wire, bits: number): Wire => {
    const { lo, hi } = rangeOf(a);
    const most = (1n << BigInt(bits)) - 1n;
    if (within({ lo, hi }, { lo: -most, hi: most })) return zero;
    const raised = add(a, select(a, zero, constant(most), zero));
    // Only negative values are raised, the highest of them to most - 1: the sum does not need another bit.
    if (lo < 0n) {
      recorder.assume(raised, { lo: lo + most < 0n ? lo + most : 0n, hi: hi < most ? most - 1n : hi });
    }
    return shifts.shiftRight(raised, bits);
  };
  const quotient = (a: Wire, b: Wire): Wire => {
    const divisor = valueOf(recorder, b);
    if (divisor !== undefined && divisor < 0n) return sub(zero, quotient(a, constant(-divisor)));
    const bits = divisor === undefined ? undefined : powerOfTwo(divisor);
    return bits === undefined ? wireOf({ op: "quotient", a, b }) : towardZero(a, bits);
  };
  return quotient;
}

/** The value of a wire that has only one. */
function valueOf(recorder: Recorder, wire: Wire): bigint | undefined {
  const cell = recorder.cellOf(wire);
  return cell.op === "const" ? cell.value : undefined;
}

/** Operands of an operation that commutes, in the one order in which they are shared. */
function ordered(a: Wire, b: Wire): { readonly a: Wire; readonly b: Wire } {
  return { a: Math.min(a, b), b: Math.max(a, b) };
}

function powerOfTwo(value: bigint): number | undefined {
  const isPower = value > 0n && (value & (value - 1n)) === 0n;
  return isPower ? bitLength(value) - 1 : undefined;
}
