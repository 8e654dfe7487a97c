import type { Interval } from "../../fixed/interval.js";
import { type ApFixed, apFixed, fraction, maxMantissa, minMantissa } from "../../fixed/types.js";
import type { Netlist, Wire } from "../../netlist/cell.js";
import { createNetlist } from "../../netlist/build.js";
import { InternalError, must } from "../../support/errors.js";

/** Operation of a DAIS program (da4ml): id0, id1, opcode, data, interval of the value [min, max, step], latency, cost. */
type Operation = readonly [number, number, number, number, readonly [number, number, number], number, number];

/** A DAIS program as da4ml writes it to JSON; tables, the last member, are not used by what is read here. */
type Program = readonly [
  shape: readonly [inputs: number, outputs: number],
  inputShifts: readonly number[],
  outputs: readonly number[],
  outputShifts: readonly number[],
  negated: readonly boolean[],
  operations: readonly Operation[],
  ...rest: readonly unknown[],
];

/** The program as a netlist: ports of one type, outputs with one binary point. */
export interface DaisNetlist {
  readonly netlist: Netlist;
  readonly input: ApFixed;
  readonly inputs: number;
  /** Fraction bits of the outputs, and what they lie in. */
  readonly frac: number;
  readonly ranges: readonly Interval[];
}

interface Value {
  readonly wire: Wire;
  readonly frac: number;
}

/**
 * Reads a program of additions, subtractions, ReLU and assignments (opcodes -3 to 4 of da4ml's documentation); values are
 * truncated and wrap where they are assigned to a type.
 */
export function daisNetlist(text: string): DaisNetlist {
  const [[inputs], inputShifts, outputs, outputShifts, negated, operations] = JSON.parse(text) as Program;
  const input = inputType(operations, inputShifts);
  const builder = createNetlist();
  const { arith } = builder;
  const port = { lo: minMantissa(input), hi: maxMantissa(input) };
  const ports = Array.from({ length: inputs }, () => ({ wire: builder.input(port), frac: fraction(input) }));
  const zero = arith.of(0n);

  const aligned = (frac: number, { wire, frac: own }: Value): Wire => arith.shiftLeft(wire, frac - own);
  const sum = (a: Value, b: Value, negative: boolean): Value => {
    const frac = Math.max(a.frac, b.frac);
    const combine = negative ? arith.sub : arith.add;
    return { wire: combine(aligned(frac, a), aligned(frac, b)), frac };
  };
  const assigned = ({ wire, frac }: Value, to: ApFixed): Value => ({
    wire: arith.caster(frac, to)(wire),
    frac: fraction(to),
  });
  const minus = ({ wire, frac }: Value): Value => ({ wire: arith.sub(zero, wire), frac });

  const values: Value[] = [];
  const at = (id: number): Value => must(values[id], "operand");
  const valueOf = ([id0, id1, opcode, data, interval]: Operation): Value => {
    const own = typeOf(interval);
    switch (opcode) {
      case -1:
        return assigned(must(ports[id0], "port"), own);
      case 0:
      case 1:
        return sum(at(id0), { ...at(id1), frac: at(id1).frac - data }, opcode === 1);
      case 2:
      case -2: {
        const { wire, frac } = opcode < 0 ? minus(at(id0)) : at(id0);
        return assigned({ wire: arith.max(wire, zero), frac }, own);
      }
      case 3:
      case -3:
        return assigned(opcode < 0 ? minus(at(id0)) : at(id0), own);
      case 4:
        return sum(at(id0), { wire: arith.of(BigInt(data)), frac: fraction(own) }, false);
      default:
        throw new InternalError(`the benchmarks read no DAIS opcode ${opcode}`);
    }
  };
  for (const operation of operations) values.push(valueOf(operation));

  const results = outputs.map((id, i): Value => {
    const value = negated[i] === true ? minus(at(id)) : at(id);
    return { ...value, frac: value.frac - must(outputShifts[i], "shift") };
  });
  const frac = Math.max(...results.map((result) => result.frac));
  const wires = results.map((result) => aligned(frac, result));
  return { netlist: builder.finish(wires), input, inputs, frac, ranges: wires.map(builder.rangeOf) };
}

/** The type that the program assigns its inputs to, which is one for all of them. */
function inputType(operations: readonly Operation[], shifts: readonly number[]): ApFixed {
  const intervals = operations.filter(([, , opcode]) => opcode === -1).map(([, , , , interval]) => interval);
  const first = must(intervals[0], "input");
  const same = intervals.every((interval) => interval.every((end, i) => end === first[i]));
  if (!same || shifts.some((shift) => shift !== 0))
    throw new InternalError("a DAIS program with inputs of several types");
  return typeOf(first);
}

/** The smallest type that holds an interval: truncates and wraps, as DAIS does. */
function typeOf([lo, hi, step]: readonly [number, number, number]): ApFixed {
  const frac = -Math.log2(step);
  const signed = lo < 0;
  let int = -frac;
  while (hi > 2 ** int - step || lo < -(2 ** int)) int++;
  const sign = signed ? 1 : 0;
  return apFixed({ signed, width: Math.max(1, int + frac + sign), int: int + sign });
}
