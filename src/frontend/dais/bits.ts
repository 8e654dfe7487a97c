import { apFixed } from "../../fixed/types.js";
import type { NetlistBuilder } from "../../netlist/build.js";
import type { Wire } from "../../netlist/cell.js";
import { magnitudeBits } from "../../netlist/range.js";

/** Inverts a value of `width` bits, or tells as 0 or 1 whether any or all of its bits are set. */
export function unaryBits(
  kind: "not" | "any" | "all",
  wire: Wire,
  width: number,
  signed: boolean,
  { arith }: NetlistBuilder,
): Wire {
  const [zero, one] = [arith.of(0n), arith.of(1n)];
  const unlessEqual = (a: Wire, b: Wire, differs: Wire, same: Wire): Wire =>
    arith.select(a, b, differs, arith.select(b, a, differs, same));
  switch (kind) {
    case "not": {
      const inverted = arith.sub(arith.of(-1n), wire);
      return signed ? inverted : lowBits(arith, inverted, width);
    }
    case "any":
      return unlessEqual(wire, zero, one, zero);
    case "all":
      return unlessEqual(lowBits(arith, wire, width), arith.of((1n << BigInt(width)) - 1n), zero, one);
  }
}

/** Two's complement bit by bit: of the three the conjunction is made from its bits, the others follow from it. */
export function binaryBits(kind: "and" | "or" | "xor", a: Wire, b: Wire, build: NetlistBuilder): Wire {
  const { add, sub, shiftLeft } = build.arith;
  const both = conjunction(a, b, build);
  switch (kind) {
    case "and":
      return both;
    case "or":
      return sub(add(a, b), both);
    case "xor":
      return sub(add(a, b), shiftLeft(both, 1));
  }
}

function conjunction(a: Wire, b: Wire, { arith, rangeOf }: NetlistBuilder): Wire {
  const { shiftLeft, shiftRight, min, max, add } = arith;
  const bits = Math.max(magnitudeBits(rangeOf(a)), magnitudeBits(rangeOf(b)));
  const bitOf = (wire: Wire, place: number): Wire => lowBits(arith, shiftRight(wire, place), 1);
  // Signs are 0 or -1: both are set where the greater is -1.
  let sum = shiftLeft(max(shiftRight(a, bits), shiftRight(b, bits)), bits);
  for (let place = bits - 1; place >= 0; place--) {
    sum = add(sum, shiftLeft(min(bitOf(a, place), bitOf(b, place)), place));
  }
  return sum;
}

function lowBits(arith: NetlistBuilder["arith"], wire: Wire, width: number): Wire {
  return width === 0 ? arith.of(0n) : arith.caster(0, apFixed({ signed: false, width, int: width }))(wire);
}
