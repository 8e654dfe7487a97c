import type { Arith, OverflowCount } from "../fixed/arith.js";
import type { Interval } from "../fixed/interval.js";
import { castWire } from "./cast.js";
import type { Netlist, Wire } from "./cell.js";
import { createRecorder } from "./record.js";
import { createWireArith } from "./simplify.js";

/**
 * Records what is computed through its arithmetic as cells: constants folded, equal cells shared, every wire with an
 * interval that follows from those of the inputs. An op's definition that runs on it becomes its netlist.
 */
export interface NetlistBuilder {
  /** The next port, whose values lie in `range`. */
  readonly input: (range: Interval) => Wire;
  readonly arith: Arith<Wire>;
  /** The same value, known from elsewhere to lie in `range` as well. */
  readonly assume: (wire: Wire, range: Interval) => Wire;
  readonly rangeOf: (wire: Wire) => Interval;
  /** The cells that outputs and counters need; ports keep their numbers, used or not. */
  readonly finish: (outputs: readonly Wire[]) => Netlist;
}

/** `counterOf`: the counter that stands for an object handed to `caster`; by default new ones are numbered from 0. */
export function createNetlist(counterOf: (overflows: OverflowCount) => number = numbering()): NetlistBuilder {
  const recorder = createRecorder();
  const wires = createWireArith(recorder);
  return {
    input: recorder.input,
    assume: recorder.assume,
    rangeOf: recorder.rangeOf,
    finish: recorder.finish,
    arith: {
      ...wires,
      caster: (fromFraction, to, overflows) =>
        castWire(recorder, wires, fromFraction, to, overflows && counterOf(overflows)),
    },
  };
}

function numbering(): (overflows: OverflowCount) => number {
  const numbers = new Map<OverflowCount, number>();
  return (overflows) => {
    const number = numbers.get(overflows) ?? numbers.size;
    numbers.set(overflows, number);
    return number;
  };
}
