import { describe, expect, it } from "vitest";
import { castDouble, toDouble } from "../../fixed/float.js";
import { type ApFixed, apFixed, fixed, fraction, OVERFLOWS, ROUNDINGS } from "../../fixed/types.js";
import { must } from "../../support/errors.js";
import { createRandom } from "../../support/random.js";
import { referenceKernels } from "../autodiff/reference-kernels.js";
import { type Tape, withTape } from "../autodiff/tape.js";
import type { Parameter, Tensor } from "../autodiff/tensor.js";
import { wasmKernels } from "../autodiff/wasm-kernels.js";
import type { Forward } from "../layers/layer.js";
import { significantBits } from "./bits.js";
import { addProductCost } from "./ebops.js";
import { fixedQuantizer } from "./fixed-quantizer.js";
import { type LearnedOptions, learnedQuantizer } from "./learned-quantizer.js";
import type { Place, Quantizer } from "./quantizer.js";
import { widthQuantizer } from "./width-quantizer.js";

const KERNELS = { "32 bits": referenceKernels(32), "64 bits": referenceKernels(64), WebAssembly: wasmKernels() };

const weights: Place = { name: "w", role: "weight", shape: [4, 3] };
const results: Place = { name: "a", role: "activation", shape: [3] };

/** A forward pass with the given parameters, widening ranges. */
function context(tape: Tape, quantizers: readonly (readonly [Place, Quantizer])[]): Forward {
  const parameters = new Map<string, Parameter>();
  for (const [place, quantizer] of quantizers) {
    for (const { name, shape, trained, initial } of quantizer.parameters(place)) {
      const data = tape.kernels.allocate(shape.reduce((a, b) => a * b, 1));
      data.set(initial(createRandom(1, name), data.length));
      parameters.set(name, { name, shape, data, grad: trained ? tape.kernels.allocate(data.length) : undefined });
    }
  }
  const parameter = (name: string) => must(parameters.get(name), name);
  const state = { training: true, widening: true, quantized: true, compiled: undefined };
  return { ...state, tape, parameter, bits: new Map(), costs: new Map() };
}

function normals(tape: Tape, shape: readonly number[], stream: string): Tensor {
  const random = createRandom(4, stream);
  const x = tape.constant(
    shape,
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()),
  );
  return { ...x, grad: tape.kernels.allocate(x.data.length) };
}

/** Goes back from given gradients of a tensor. */
function backward(tape: Tape, y: Tensor, gradient: ArrayLike<number>): void {
  y.grad?.set(gradient);
  const seed = tape.constant([1], [0]);
  tape.backward({ ...seed, grad: seed.data });
}

describe("learned fraction bits", () => {
  const dy = Float64Array.from({ length: 12 }, (_, i) => i - 5);

  it.each(["tensor", "channel", "element"] as const)(
    "of weights follow the paper's gradient, shared by %s",
    (granularity) => {
      withTape(referenceKernels(64), (tape) => {
        const quantizer = learnedQuantizer({ fraction: 2, granularity, speed: 3 });
        const cx = context(tape, [[weights, quantizer]]);
        const x = normals(tape, weights.shape, "x");
        const y = quantizer.apply(cx, weights, x);
        backward(tape, y, dy);
        const learned = cx.parameter("w.fraction");
        const expected = new Array<number>(learned.data.length).fill(0);
        for (const [i, gradient] of dy.entries()) {
          const error = must(x.data[i], "x") - Math.floor(must(x.data[i], "x") * 4 + 0.5) / 4;
          expected[i % expected.length] = must(expected[i % expected.length], "sum") + 3 * Math.LN2 * gradient * error;
        }
        expect(expected.map((value, group) => value - must(learned.grad?.[group], "gradient"))).toEqual(
          expected.map(() => expect.closeTo(0, 12)),
        );
        expect(Array.from(x.grad ?? [])).toEqual(Array.from(dy));
      });
    },
  );

  it("of activations learn where the type does not saturate", () => {
    withTape(referenceKernels(64), (tape) => {
      const quantizer = learnedQuantizer({ fraction: 1, speed: 1 });
      const cx = { ...context(tape, [[results, quantizer]]), widening: false };
      cx.parameter("a.range").data.set([-2, 1.6]);
      const x = { ...tape.constant([2, 3], [0.3, 1.6, 9, -2.2, -9, 0.9]), grad: new Float64Array(6) };
      const y = quantizer.apply(cx, results, x);
      // ap_fixed<3, 2>: -2 to 1.5 in halves.
      expect(Array.from(y.data)).toEqual([0.5, 1.5, 1.5, -2, -2, 1]);
      backward(tape, y, [1, 10, 100, 1000, 10000, 100000]);
      expect(Array.from(x.grad)).toEqual([1, 0, 0, 0, 0, 100000]);
      expect(cx.parameter("a.fraction").grad?.[0]).toBeCloseTo(Math.LN2 * (1 * -0.2 + 100000 * -0.1), 9);
    });
  });
});

describe.each(Object.entries(KERNELS))("quantizers on kernels of %s", (_, kernels) => {
  const random = createRandom(8, "property");
  const cases = ROUNDINGS.flatMap((rounding) =>
    OVERFLOWS.map(
      (overflow): LearnedOptions => ({ rounding, overflow, fraction: Math.floor(9 * random.uniform()) - 3 }),
    ),
  );

  it("quantize weights to the bits of src/fixed, in one type that holds them all", () => {
    for (const options of cases) {
      for (const granularity of ["tensor", "channel", "element"] as const) {
        withTape(kernels, (tape) => {
          const quantizer = learnedQuantizer({ ...options, granularity });
          const cx = context(tape, [[weights, quantizer]]);
          const learned = cx.parameter("w.fraction").data;
          for (let i = 0; i < learned.length; i++) learned[i] = must(learned[i], "bits") + random.normal() / 8;
          const x = normals(tape, weights.shape, `${options.rounding} ${options.overflow}`);
          const y = quantizer.apply(cx, weights, x);
          const values = (name: string) => cx.parameter(name).data;
          expect(Array.from(quantizer.quantized(weights, values, x.data))).toEqual(Array.from(y.data));
          const rounded = Array.from(x.data, (value, i) => {
            const bits = Math.floor(must(learned[i % learned.length], "bits") * 8 + 0.5);
            return held(value, apFixed(fixed(true, 60, 60 - bits), options.rounding));
          });
          expect(Array.from(y.data)).toEqual(rounded);
          const type = quantizer.type(weights, values, x.data);
          expect(Array.from(y.data, (value) => held(value, type))).toEqual(rounded);
        });
      }
    }
  });

  it("quantize activations to the bits of the type that they name", () => {
    for (const options of cases) {
      const { rounding = "RND", overflow = "SAT" } = options;
      const width = { rounding, overflow, width: 1 + Math.floor(10 * random.uniform()) };
      for (const quantizer of [learnedQuantizer(options), widthQuantizer(width)]) {
        withTape(kernels, (tape) => {
          const cx = context(tape, [[results, quantizer]]);
          quantizer.apply(cx, results, normals(tape, [20, 3], "seen"));
          const x = normals(tape, [40, 3], "used");
          const y = quantizer.apply({ ...cx, widening: false }, results, x);
          const type = quantizer.type(results, (name) => cx.parameter(name).data);
          expect(Array.from(y.data)).toEqual(Array.from(x.data, (value) => held(value, type)));
        });
      }
    }
  });
});

describe("effective bit operations", () => {
  it("count a weight's bits from its first to its last one", () => {
    expect([0, 1, -1, 0.5, 3, -5, 40, 0.3125, 7.75, 2 ** 40 + 1].map(significantBits)).toEqual([
      0, 1, 1, 1, 2, 3, 3, 3, 5, 41,
    ]);
  });

  it("are the sum over all products of bits times bits, with their slopes by the fractions", () => {
    withTape(referenceKernels(64), (tape) => {
      const quantizer = learnedQuantizer({ fraction: 2, speed: 1 });
      const cx = context(tape, [
        [weights, quantizer],
        [results, quantizer],
      ]);
      const w = tape.constant([4, 3], [0, 0.1, -0.1, 1, 1.25, 0.75, -3.25, 4, 0.5, 2, 3, -0.25]);
      // 0 to 1.75 in quarters: 3 bits.
      const x = tape.constant([2, 2], [0, 1.75, 1, 0.5]);
      const [weight, activation] = [quantizer.apply(cx, weights, w), quantizer.apply(cx, results, x)];
      addProductCost(cx, "layer", weight, activation, [1, 2, 3, 4]);
      const cost = must(cx.costs.get("layer"), "cost");
      const used = 2 * (1 + 3 + 2) + 3 * (4 + 1 + 1) + 4 * (1 + 2 + 1);
      expect(cost.data[0]).toBe(3 * used);
      tape.backward(cost);
      expect(Array.from(cx.parameter("w.fraction").grad ?? [])).toEqual([0, 0, 0, 6, 6, 6, 9, 9, 9, 12, 12, 12]);
      expect(cx.parameter("a.fraction").grad?.[0]).toBe(used);
    });
  });

  it("count the bits of given types too, a sign for nothing", () => {
    withTape(referenceKernels(64), (tape) => {
      const quantizer = fixedQuantizer(apFixed(fixed(true, 6, 3), "RND", "SAT"));
      const cx = context(tape, []);
      const weight = quantizer.apply(cx, weights, tape.constant([4, 3], new Float64Array(12).fill(0.375)));
      const activation = quantizer.apply(cx, results, tape.constant([1, 4], [1, 2, 3, 4]));
      addProductCost(cx, "layer", weight, activation, [1, 1, 1, 1]);
      expect(cx.costs.get("layer")?.data[0]).toBe(12 * 2 * 5);
    });
  });
});

function held(value: number, type: ApFixed): number {
  return toDouble(castDouble(value, type), fraction(type));
}
