// A network of one's own, from data to firmware bits: run with `node examples/train.mjs` in a built checkout. With a
// folder, `node examples/train.mjs ring`, the exported model is written there.
import { mkdirSync, writeFileSync } from "node:fs";
import { compile, createReporter, simulate } from "bunchcross";
import {
  accuracy,
  apFixed,
  binaryLoss,
  columnsOf,
  compiledOps,
  cosine,
  createModel,
  createNetwork,
  dense,
  exportModel,
  fit,
  fits,
  fixedQuantizer,
  input,
  polynomialSparsity,
  predict,
  prunable,
  pruning,
  quantized,
  referenceKernels,
  relu,
  sigmoid,
  stateOf,
  wasmKernels,
  widthQuantizer,
} from "bunchcross/train";

const reporter = createReporter();
const bits = (width, int, signed = true) => fixedQuantizer(apFixed({ signed, width, int }, "RND_CONV", "SAT"));

// Data: arrays [events, ...shape of one event] by name. Here points of a square, to be told whether they lie in a ring.
const events = 4000;
const points = Float32Array.from({ length: 2 * events }, (_, i) => {
  const [point, axis] = [Math.floor(i / 2), i % 2];
  return 3.8 * ((0.5 + (point + 1) * (axis === 0 ? 0.7548776662 : 0.569840291)) % 1) - 1.9;
});
const inRing = Float32Array.from({ length: events }, (_, i) => {
  const radius = Math.hypot(points[2 * i], points[2 * i + 1]);
  return radius > 0.8 && radius < 1.6 ? 1 : 0;
});
const data = columnsOf(
  new Map([
    ["x", { shape: [events, 2], dtype: "float32", data: points }],
    ["is_in", { shape: [events], dtype: "float32", data: inRing }],
  ]),
  reporter,
);

// The network: every place where the firmware assigns a variable has a quantizer. `width` bits, whose binary point follows
// the values.
const type = widthQuantizer({ width: 8 });
const block = (x, name, units) =>
  relu(dense(x, { name, units, weight: type, bias: type }), { name: `${name}_relu`, type });
const x = quantized(input("x", [2]), { name: "digits", type: bits(10, 2) });
const hidden = block(block(x, "fc1", 24), "fc2", 16);
const accum = widthQuantizer({ width: 10, signed: true });
const logit = dense(hidden, { name: "fc3", units: 1, weight: type, bias: type, accum });
const score = sigmoid(logit, { name: "sigmoid", type: bits(8, 0, false) });

// Half of the weights go, in the first 60 % of the quantized phase.
const prune = { schedule: polynomialSparsity({ final: 0.5, begin: 0, end: 0.6 }), phase: "quantized" };
const model = prunable(createModel("ring", { logit, score }), prune);
const network = createNetwork(model, wasmKernels(), { seed: 1 });
const progress = {
  name: "progress",
  afterEpoch: ({ record: { phase, epoch, loss, metrics, sparsity } }) => {
    if (epoch % 10 === 0)
      console.log(
        `${phase} ${epoch}: loss ${loss.toFixed(4)}, accuracy ${metrics.accuracy.toFixed(4)}, ${(100 * sparsity).toFixed(0)} % zeros`,
      );
  },
};
const head = { output: "logit", labels: "is_in" };
const result =
  data &&
  fit(
    network,
    data,
    {
      seed: 1,
      loss: binaryLoss(head),
      batch: 128,
      validation: 0.2,
      rate: cosine({ rate: 0.01 }),
      phases: [
        { name: "float", epochs: 40 },
        { name: "quantized", epochs: 40, quantized: true },
      ],
      metrics: { accuracy: accuracy(head) },
      hooks: [pruning(prune), progress],
    },
    reporter,
  );

if (result) {
  // The network as firmware, and its own quantized run: equal on every bit. Sums that 32-bit floats may not hold exactly
  // need a copy of the network in 64-bit ones.
  const { model: onnx, config } = exportModel(network, { quantized: true });
  const exact = fits(network) ? network : createNetwork(model, referenceKernels(64), { state: stateOf(network) });
  const own = predict(exact, data, { quantized: true, compiled: compiledOps(network) });
  const request = { model: { file: "ring.onnx", bytes: onnx }, config: { file: "ring.yml", text: config } };
  const compiled = compile(request, reporter);
  const arrays = { x: { shape: [events, 2], dtype: "float32", data: points } };
  const simulation = compiled && simulate(compiled, arrays, reporter, { dtype: "float64" });
  for (const [name, { data: values }] of simulation?.outputs ?? []) {
    const trained = own.columns.get(name).data;
    const differing = values.filter((value, i) => value !== trained[i]).length;
    console.log(`${name}: ${differing} of ${values.length} values differ between training and firmware`);
  }
  const folder = process.argv[2];
  if (folder) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}/ring.onnx`, onnx);
    writeFileSync(`${folder}/ring.yml`, config);
    console.log(`bxc compile ${folder}/ring.onnx --config ${folder}/ring.yml`);
  }
}

// Mistakes in data and options are here, with code and message; a wrong layer throws a RangeError that names it.
for (const { severity, code, message } of reporter.diagnostics) console.error(`${severity}[${code}]: ${message}`);
