import { describe, expect, it } from "vitest";
import { type ApFixed, apFixed, fixed, OVERFLOWS, ROUNDINGS } from "../../src/fixed/types.js";
import type { Graph } from "../../src/index.js";
import { createBuilder, origin } from "../../src/ir/build.js";
import { fullRange } from "../../src/ir/tensor.js";
import { opOf } from "../../src/ops/registry.js";
import type { OutputData } from "../../src/sim/block.js";
import { createReferenceSimulator } from "../../src/sim/reference.js";
import { createProgramBatch, NO_COMPILER } from "../native-programs.js";

/** y = relu(x) of 3 elements. */
function graphOf(type: ApFixed): Graph {
  const builder = createBuilder(opOf);
  const x = builder.addInput("x", fullRange([3], type), [3]);
  const node = { kind: "relu", attrs: {}, inputs: [x], result: undefined, origin: origin("Relu", "relu") };
  builder.addOutput({ name: "y", value: builder.addNode(node), shape: [3] });
  return builder.finish("ports");
}

const SHAPES = [
  [true, 16, 6],
  [false, 8, 9],
  [true, 30, 4],
  [true, 1, 1],
] as const;

const TYPES: readonly ApFixed[] = SHAPES.flatMap(([signed, width, int]) =>
  ROUNDINGS.flatMap((rounding) =>
    [...OVERFLOWS.map((overflow) => [overflow, 0] as const), ["WRAP", 1] as const].map(([overflow, wrapBits]) =>
      apFixed(fixed(signed, width, int), rounding, overflow, wrapBits),
    ),
  ),
).filter((_, i) => i % 4 === 0);

/** Values around the steps, halves of steps and ends of a type, and what no type holds. */
function valuesOf({ width, int }: ApFixed): number[] {
  const unit = 2 ** (int - width);
  const near = [-3, -2, -1, 0, 1, 2, 3].flatMap((k) => [k, k + 0.5, k + 0.25, k + 0.75]);
  const ends = [-(2 ** (int - 1)), 2 ** (int - 1), 2 ** int];
  const all = [...near.map((k) => k * unit), ...ends.flatMap((end) => near.map((k) => end + k * unit))];
  return [...all, 2 ** 30, -(2 ** 30) - 1, 1e-45, -5e-324, -0];
}

const WILD = [1e30, -1e300, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

describe.skipIf(NO_COMPILER)("native conversions of floats have the reference's bits and counts", () => {
  it("of all modes", async () => {
    const batch = createProgramBatch();
    for (const type of TYPES) batch.add(graphOf(type), [type], {});
    const engine = await batch.build();
    for (const type of TYPES) {
      const graph = graphOf(type);
      const tame = valuesOf(type);
      for (const values of [tame, [...tame, ...tame, ...WILD, ...tame]])
        for (const Floats of [Float32Array, Float64Array]) {
          const events = Math.floor(values.length / 3);
          const inputs = [Floats.from(values.slice(0, 3 * events))];
          const outs = (): OutputData[] => [new Floats(3 * events)];
          const [own, expected] = [outs(), outs()];
          const request = { events, inputs, raw: false };
          const report = engine(graph, [type], {}).run({ ...request, outputs: own });
          const name = `${JSON.stringify(type)} ${Floats.name}`;
          expect(report, name).toEqual(createReferenceSimulator(graph, [type]).run({ ...request, outputs: expected }));
          expect(own, name).toEqual(expected);
        }
    }
  }, 300_000);
});
