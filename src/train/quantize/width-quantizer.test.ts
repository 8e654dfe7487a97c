import { describe, expect, it } from "vitest";
import { castDouble, toDouble } from "../../fixed/float.js";
import { type ApFixed, fraction, OVERFLOWS, ROUNDINGS } from "../../fixed/types.js";
import { must } from "../../support/errors.js";
import { createRandom } from "../../support/random.js";
import { referenceKernels } from "../autodiff/reference-kernels.js";
import { withTape } from "../autodiff/tape.js";
import { dense } from "../layers/dense.js";
import { input } from "../layers/input.js";
import { createModel, createNetwork, forward, type Network, stateOf } from "../network.js";
import { calibrate } from "./calibrate.js";
import { integerBits } from "./groups.js";
import { type WidthOptions, widthQuantizer } from "./width-quantizer.js";

/** y = W x with quantizers on weights and sums. */
function network(weight: WidthOptions, accum: WidthOptions, bits: 32 | 64 = 32): Network {
  const quantizers = { weight: widthQuantizer(weight), accum: widthQuantizer(accum) };
  const y = dense(input("x", [3]), { name: "d", units: 4, useBias: false, ...quantizers });
  return createNetwork(createModel("m", { y }), referenceKernels(bits), { seed: 5 });
}

const events = Float64Array.from({ length: 30 }, (_, i) => ((i * 7) % 11) - 5);

function run(net: Network, training: boolean): Float64Array {
  return withTape(net.kernels, (tape) => {
    const inputs = new Map([["x", tape.constant([10, 3], events)]]);
    return Float64Array.from(
      must(forward(net, tape, inputs, { quantized: true, training }).outputs.get("y"), "y").data,
    );
  });
}

const values = (net: Network) => (name: string) => must(net.parameters.get(name), name).data;

describe("integer bits", () => {
  it("are those of the paper's formula", () => {
    const naive = (lo: number, hi: number) => Math.max(Math.floor(Math.log2(hi)) + 1, Math.ceil(Math.log2(-lo)));
    for (const [lo, hi] of [
      [-4, 3],
      [-4, 4],
      [-4.5, 1],
      [-0.125, 0.1],
    ] as const) {
      expect(integerBits({ lo, hi })).toBe(naive(lo, hi));
    }
    expect(integerBits({ lo: 0, hi: 0 })).toBe(Number.NEGATIVE_INFINITY);
    expect(integerBits({ lo: -0.7 * 2 ** -1060, hi: 2 ** -1060 })).toBe(-1059);
    expect(integerBits({ lo: 0, hi: 2 ** 31 * (1 - 2 ** -52) })).toBe(31);
  });
});

describe("a quantizer of given width", () => {
  it("gives weights the bits of src/fixed in all modes", () => {
    const random = createRandom(3, "weights");
    for (const rounding of ROUNDINGS) {
      for (const overflow of OVERFLOWS) {
        const width = 1 + Math.floor(12 * random.uniform());
        const quantizer = widthQuantizer({ width, rounding, overflow });
        const place = { name: "w", role: "weight", shape: [5, 4] } as const;
        const x = Float32Array.from({ length: 20 }, () => random.normal() * 2 ** (8 * random.uniform() - 4));
        const type = quantizer.type(place, () => x);
        expect(type.width).toBe(width);
        expect(Array.from(quantizer.quantized(place, () => x, x))).toEqual(Array.from(x, (v) => held(v, type)));
      }
    }
  });

  it("gives channels their own integer bits, and one type that holds them all", () => {
    const quantizer = widthQuantizer({ width: 4, granularity: "channel" });
    const place = { name: "w", role: "weight", shape: [2, 2] } as const;
    const x = [0.7, 5.3, -0.3, -7.1];
    expect(Array.from(quantizer.quantized(place, () => x, x))).toEqual([0.75, 5, -0.25, -7]);
    expect(quantizer.type(place, () => x, x)).toMatchObject({ signed: true, width: 7, int: 4 });
  });

  it("lets every weight's gradient pass", () => {
    const net = network({ width: 3 }, { width: 24 });
    withTape(net.kernels, (tape) => {
      const inputs = new Map([["x", tape.constant([1, 3], [1, 2, 3])]]);
      const y = must(forward(net, tape, inputs, { quantized: true, training: true }).outputs.get("y"), "y");
      y.grad?.fill(1);
      tape.backward({ shape: [], data: new Float32Array(1), grad: new Float32Array(1) });
    });
    expect(Array.from(net.parameters.get("d.weight")?.grad ?? [])).toEqual([1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3]);
  });

  it("widens the range of activations while training only, and computes with the type that it names", () => {
    const net = network({ width: 6 }, { width: 5 });
    expect(() => run(net, false)).toThrow("No value was seen at 'd.accum'");
    const trained = run(net, true);
    const range = Array.from(values(net)("d.accum.range"));
    const exact = network({ width: 6 }, { width: 24 }, 64);
    const sums = run(exact, true);
    expect(range).toEqual([Math.min(...sums), Math.max(...sums)].map(Math.fround));
    const type = accumType(net);
    expect(Array.from(trained)).toEqual(Array.from(sums, (v) => held(v, type)));
    expect(Array.from(run(net, false))).toEqual(Array.from(trained));
    expect(Array.from(values(net)("d.accum.range"))).toEqual(range);
  });

  it("computes the same with kernels of 64 bits", () => {
    const net = network({ width: 6 }, { width: 5 });
    const trained = run(net, true);
    const wide = createNetwork(net.model, referenceKernels(64), { state: stateOf(net) });
    expect(Array.from(run(wide, false))).toEqual(Array.from(trained));
  });

  it("forgets an outlier while training, and everything when calibrated", () => {
    const net = network({ width: 6 }, { width: 5 });
    run(net, true);
    const seen = values(net)("d.accum.range").slice();
    values(net)("d.accum.range").set([-1000, 1000]);
    run(net, true);
    expect(values(net)("d.accum.range")[1]).toBeCloseTo(999, 3);
    calibrate(net, [new Map([["x", { shape: [10, 3], data: Float32Array.from(events) }]])]);
    expect(values(net)("d.accum.range")).toEqual(seen);
  });

  it("refuses widths that it can't keep", () => {
    expect(() => widthQuantizer({ width: 0 })).toThrow("write a whole number from 1 to 24");
    expect(() => widthQuantizer({ width: 6.5 })).toThrow(RangeError);
  });
});

function accumType(net: Network): ApFixed {
  const place = { name: "d.accum", role: "activation", shape: [4] } as const;
  return widthQuantizer({ width: 5 }).type(place, values(net));
}

function held(value: number, type: ApFixed): number {
  return toDouble(castDouble(value, type), fraction(type));
}
