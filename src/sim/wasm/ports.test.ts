import { expect, it } from "vitest";
import { type ApFixed, apFixed, fraction, maxMantissa, minMantissa, OVERFLOWS, ROUNDINGS } from "../../fixed/types.js";
import { createBuilder, origin } from "../../ir/build.js";
import { createChoice, seededRandom } from "../../ir/choice.js";
import type { Graph } from "../../ir/graph.js";
import type { Choice } from "../../ir/op.js";
import { fullRange } from "../../ir/tensor.js";
import { opOf } from "../../ops/registry.js";
import type { BlockSimulator, OutputData } from "../block.js";
import { createReferenceSimulator } from "../reference.js";
import { createWasmSimulator } from "./simulator.js";

/** A model whose output is its input. */
function identity(type: ApFixed, size: number): Graph {
  const builder = createBuilder(opOf);
  const x = builder.addInput("x", fullRange([size], type), [size]);
  const node = { kind: "reshape", attrs: { shape: [size] }, inputs: [x], result: undefined };
  const y = builder.addNode({ ...node, origin: origin("Reshape", "r") });
  builder.addOutput({ name: "y", value: y, shape: [size] });
  return builder.finish("identity");
}

/** Values where rounding and overflow turn, and values far from there. */
function someValue(choose: Choice, type: ApFixed, oddities: readonly number[]): number {
  const unit = 2 ** -fraction(type);
  const near = choose.pick([0, Number(minMantissa(type)), Number(maxMantissa(type)), choose.int(-40, 40)]);
  const step = choose.pick([0, 0.5, -0.5, 0.25, -0.25, 1, -1, 0.5 - 2 ** -25, 2 ** -30, choose.int(-300, 300) / 100]);
  return choose.int(0, 99) === 0 ? choose.pick(oddities) : (near + step) * unit;
}

const TARGETS = [Float32Array, Float64Array, BigInt64Array] as const;

for (const Floats of [Float32Array, Float64Array])
  it(`${Floats.name} is assigned to inputs as the reference does, in all modes`, () => {
    const choose = createChoice(seededRandom(7));
    for (const rounding of ROUNDINGS)
      for (const overflow of OVERFLOWS)
        for (let i = 0; i < 6; i++) {
          const plain = choose.type(choose.pick([8, 16, 24, 34]));
          const type = apFixed(plain, rounding, overflow, overflow === "WRAP" && choose.int(0, 3) === 0 ? 1 : 0);
          const [size, events] = [choose.int(1, 9), choose.pick([1, 63, 64, 200])];
          const graph = identity(type, size);
          // Without any, whole blocks stay in the module.
          const oddities = i < 3 ? [0] : [1e9, -1e12, 2 ** 40, Number.NaN, Number.POSITIVE_INFINITY, 1e-40];
          const x = new Floats(Array.from({ length: events * size }, () => someValue(choose, type, oddities)));
          const run = (simulator: BlockSimulator) =>
            TARGETS.map((Target) => {
              const y: OutputData = new Target(events * size);
              const { inputs, rounded } = simulator.run({ events, inputs: [x], raw: false, outputs: [y] });
              return { y: inputs[0]?.invalid === 0 ? [...y] : [], inputs, rounded };
            });
          const expected = run(createReferenceSimulator(graph, [type]));
          expect(run(createWasmSimulator(graph, [type])), `${JSON.stringify(type)}, ${size} elements`).toEqual(
            expected,
          );
        }
  });
