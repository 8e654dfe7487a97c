import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { randomEvents, shaken } from "../../../test/support/quantized-run.js";
import { createReporter } from "../../diagnostics/reporter.js";
import { apFixed } from "../../fixed/types.js";
import { readModel } from "../../frontend/onnx/read-model.js";
import { must } from "../../support/errors.js";
import { referenceKernels } from "../autodiff/reference-kernels.js";
import { withTape } from "../autodiff/tape.js";
import { leakyRelu, relu } from "../layers/activation.js";
import { aggregate, globalAveragePool } from "../layers/aggregate.js";
import { batchNorm } from "../layers/batch-norm.js";
import { conv1d, conv2d } from "../layers/conv.js";
import { dense } from "../layers/dense.js";
import { sigmoid, softmax, tanh } from "../layers/head.js";
import { input } from "../layers/input.js";
import type { Layer } from "../layers/layer.js";
import { add, concat, multiply, subtract } from "../layers/merge.js";
import { averagePool1d, averagePool2d, maxPool1d, maxPool2d } from "../layers/pool.js";
import { quantized } from "../layers/quantized.js";
import { flatten, permute, reshape, slice } from "../layers/shape.js";
import { createModel, createNetwork, forward, type Network } from "../network.js";
import { fixedQuantizer } from "../quantize/fixed-quantizer.js";
import { exportModel } from "./export-model.js";
import { fits, sumBits } from "./sum-bits.js";

const runtime = await import("onnxruntime-node").catch(() => undefined);

const q = (width: number, int: number, signed = true) =>
  fixedQuantizer(apFixed({ signed, width, int }, "RND_CONV", "SAT"));

const networkOf = (outputs: Record<string, Layer>): Network =>
  shaken(createNetwork(createModel("net", outputs), referenceKernels(64), { seed: 1 }), 1);

const MODELS: Readonly<Record<string, { shape: readonly number[]; build: (x: Layer) => Record<string, Layer> }>> = {
  "a tagger of sets": {
    shape: [6, 5],
    build: (x) => {
      const scaled = batchNorm(x, { name: "scaled" });
      const phi = relu(conv1d(scaled, { name: "phi", filters: 4, kernelSize: 1 }), { name: "phi_relu" });
      const mask = flatten(slice(x, { name: "valid", begin: 0, end: 1 }), { name: "mask" });
      const sets = (["mean", "sum", "max"] as const).map((fn) => aggregate(phi, { name: fn, function: fn, mask }));
      const rho = dense(concat(sets, { name: "sets" }), { name: "rho", units: 4 });
      return { classes: softmax(rho, { name: "classes" }), pt: dense(rho, { name: "pt", units: 1, useBias: false }) };
    },
  },
  "windows over a line": {
    shape: [9, 2],
    build: (x) => {
      const same = conv1d(x, { name: "same", filters: 3, kernelSize: 4, padding: "same", strides: 2 });
      const most = maxPool1d(same, { name: "most", poolSize: 2, padding: "same" });
      const mean = averagePool1d(same, { name: "mean", poolSize: 3, strides: 2, padding: "same" });
      return { y: tanh(subtract(most, mean, { name: "contrast" }), { name: "tanh" }) };
    },
  },
  "windows over an image": {
    shape: [6, 7, 2],
    build: (x) => {
      const image = conv2d(x, { name: "image", filters: 4, kernelSize: [3, 2], strides: [1, 2], padding: "same" });
      const pooled = averagePool2d(leakyRelu(image, { name: "leaky", alpha: 0.1 }), { name: "average", poolSize: 2 });
      const most = maxPool2d(image, { name: "most", poolSize: [2, 2] });
      const all = concat([pooled, most], { name: "all", axis: 2 });
      return { y: sigmoid(globalAveragePool(all, { name: "global" }), { name: "y" }) };
    },
  },
  "shapes and arithmetic": {
    shape: [4, 3],
    build: (x) => {
      const turned = permute(x, { name: "turned", axes: [1, 0] });
      const column = slice(turned, { name: "column", begin: 1, end: 2 });
      const sum = add(turned, multiply(turned, column, { name: "product" }), { name: "sum" });
      return { y: reshape(sum, { name: "y", shape: [2, 6] }), again: sum, copy: sum };
    },
  },
};

describe("plain ONNX", () => {
  it.skipIf(runtime === undefined).each(Object.keys(MODELS))(
    "%s: onnxruntime has the float network's values",
    async (name) => {
      const { shape, build } = must(MODELS[name], name);
      const network = networkOf(build(input("x", shape)));
      const x = randomEvents(shape, 20, 1, 3);
      const { InferenceSession, Tensor } = must(runtime, "onnxruntime");
      const session = await InferenceSession.create(exportModel(network, { quantized: false }).model);
      const results = await session.run({ x: new Tensor("float32", x.data, [...x.shape]) });
      withTape(network.kernels, (tape) => {
        const { outputs } = forward(network, tape, new Map([["x", tape.constant(x.shape, x.data)]]));
        expect([...outputs.keys()].sort()).toEqual(Object.keys(results).sort());
        for (const [key, { data, shape: dims }] of outputs) {
          const result = must(results[key], key);
          expect(result.dims).toEqual(dims);
          Array.from(result.data, Number).forEach((value, i) => {
            expect(Math.abs(value - must(data[i], key))).toBeLessThan(1e-5 * Math.max(1, Math.abs(value)));
          });
        }
      });
    },
  );
});

describe("a quantized export", () => {
  const x = quantized(input("x", [3]), { name: "x_cast", type: q(6, 2) });

  it("says what QONNX can't in the configuration", () => {
    const wraps = fixedQuantizer(apFixed({ signed: true, width: 8, int: 4 }, "TRN", "WRAP"));
    const logit = dense(x, { name: "logit", units: 1, weight: q(5, 2), bias: q(5, 2), accum: wraps });
    const table = apFixed({ signed: false, width: 8, int: 0 }, "RND", "SAT");
    const y = sigmoid(logit, { name: "score", precision: { table }, tableSize: 256 });
    const { config } = exportModel(networkOf({ y }), { quantized: true });
    expect(parse(config)).toEqual({
      Numerics: "bunchcross",
      HLSConfig: {
        Model: { Precision: { default: "auto" } },
        LayerName: {
          x: { Precision: { result: "ap_fixed<6,2,AP_RND_CONV,AP_SAT>" } },
          "logit.accum_quant": { Precision: { result: "ap_fixed<8,4>" } },
          score: { Precision: { table: "ap_ufixed<8,0,AP_RND,AP_SAT>" }, TableSize: 256 },
        },
      },
    });
  });

  it("has a batch of a name or of a length", () => {
    const network = networkOf({ y: x });
    const dims = (batch?: number | string) => {
      const { model } = exportModel(network, { quantized: true, ...(batch === undefined ? {} : { batch }) });
      return readModel(model, "net.onnx", () => undefined, createReporter())?.inputs[0]?.dims;
    };
    expect([dims(), dims("N"), dims(1)]).toEqual([
      ["batch", 3],
      ["N", 3],
      [1, 3],
    ]);
  });

  it("refuses what has no type", () => {
    const exported = (y: Layer) => () => exportModel(networkOf({ y }), { quantized: true });
    const options = { name: "fc", units: 2, bias: q(4, 1) };
    expect(exported(dense(x, options))).toThrow("layer 'fc.weight': it has no type; give one");
    const weight = q(4, 1);
    const bare = input("x", [3]);
    expect(exported(dense(bare, { ...options, weight }))).toThrow("input 'x' has no type; put one `quantized` layer");
    const cast = quantized(bare, { name: "cast", type: weight });
    expect(exported(add(cast, bare, { name: "sum" }))).toThrow("input 'x' is read by 'cast', 'sum'; put one");
  });

  it("knows how many bits exact sums take", () => {
    const network = networkOf({ y: dense(x, { name: "fc", units: 1, weight: q(4, 4), bias: q(4, 4) }) });
    network.parameters.get("fc.weight")?.data.set([7, 7, 7]);
    network.parameters.get("fc.bias")?.data.set([-1]);
    // 3 · 7 · 32 + 16 in units of 1/16.
    expect(sumBits(network)).toEqual([
      { layer: "x_cast", bits: 6 },
      { layer: "fc", bits: 10 },
    ]);
    expect(fits(network)).toBe(true);
    const wide = networkOf({ y: dense(x, { name: "fc", units: 1, weight: q(22, 4), bias: q(4, 4) }) });
    expect([fits(wide), fits(wide, 64)]).toEqual([false, true]);
  });
});
