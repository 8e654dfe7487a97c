import { expect, it } from "vitest";
import { apFixed, fixed, typeOfRange } from "../../fixed/types.js";
import { createChoice, seededRandom } from "../../ir/choice.js";
import { createNetlist } from "../../netlist/build.js";
import type { Wire } from "../../netlist/cell.js";
import { evaluateNetlist } from "../../netlist/evaluate.js";
import { must } from "../../support/errors.js";
import { createProgramSimulator } from "../wasm/simulator.js";
import { planProgram, type ScalarProgram } from "./program.js";

const INPUTS = 6;
const EVENTS = 70;
const INPUT = fixed(true, 8, 8);

/** Sums, products, choices and assignments of wires of 8 to 40 bits, more than fit one slice. */
function longProgram(seed: number): ScalarProgram {
  const choose = createChoice(seededRandom(seed));
  const { arith, finish, input, rangeOf } = createNetlist();
  const wires: Wire[] = Array.from({ length: INPUTS }, () => input({ lo: -128n, hi: 127n }));
  const narrow = arith.caster(0, apFixed(fixed(true, 14, 14)));
  const wide = arith.caster(0, apFixed(fixed(true, 30, 30), "TRN", "SAT"));
  for (let made = 0; made < 900; made++) {
    const pick = (): Wire => choose.pick(wires.slice(-200));
    const [a, b] = [pick(), pick()];
    const value = choose.pick([
      () => arith.add(a, b),
      () => arith.sub(a, arith.shiftLeft(b, choose.int(0, 3))),
      () => arith.mul(a, narrow(b)),
      () => arith.select(a, b, pick(), b),
      () => arith.max(narrow(a), b),
      () => narrow(arith.shiftRight(a, choose.int(1, 6))),
    ])();
    wires.push(wide(value));
  }
  const outputs = [must(wires[0], "input"), arith.of(7n), ...wires.slice(-20)];
  const netlist = finish(outputs);
  const types = outputs.map((wire) => typeOfRange(rangeOf(wire).lo, rangeOf(wire).hi, 0));
  return { netlist, inputs: Array.from({ length: INPUTS }, () => INPUT), outputs: types };
}

it.each([1, 2, 3, 4])("long programs in slices give the netlist's values (seed %i)", (seed) => {
  const program = longProgram(seed);
  expect(planProgram(program).plan.steps.filter(({ nodes }) => nodes.length === 0).length).toBeGreaterThan(30);
  const choose = createChoice(seededRandom(seed + 100));
  const values = Float64Array.from({ length: EVENTS * INPUTS }, () => choose.int(-128, 127));
  const results = new Float64Array(EVENTS * program.outputs.length);
  createProgramSimulator(program).run({ events: EVENTS, inputs: [values], raw: false, outputs: [results] });
  const expected = Array.from({ length: EVENTS }, (_, event) =>
    evaluateNetlist(program.netlist, Array.from(values.subarray(event * INPUTS, (event + 1) * INPUTS), BigInt)),
  );
  expect([...results]).toEqual(expected.flat().map(Number));
});
