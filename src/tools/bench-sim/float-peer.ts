import { readFileSync } from "node:fs";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { must } from "../../support/errors.js";
import { float32Values } from "./own.js";
import { serve } from "./serve.js";

const BATCH = 1024;

/** onnxruntime in float32 on one thread as a contestant: MODEL.onnx X.npy Y.npy EVENTS. */
export async function floatPeer([model = "", x = "", y = "", count = ""]: string[]): Promise<void> {
  const session = await InferenceSession.create(readFileSync(model), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    // Newer models draw a warning.
    logSeverityLevel: 3,
  });
  const [input, output] = [sides(session.inputMetadata), sides(session.outputMetadata)];
  const events = Number(count);
  const values = float32Values(x);
  const results = new Float32Array(events * output.size);
  const pass = async (): Promise<void> => {
    for (let first = 0; first < events; first += BATCH) {
      const batch = Math.min(BATCH, events - first);
      const part = values.subarray(first * input.size, (first + batch) * input.size);
      const tensor = new Tensor("float32", part, [batch, ...input.shape]);
      const given = must((await session.run({ [input.name]: tensor }))[output.name], output.name);
      results.set(given.data as Float32Array, first * output.size);
    }
  };
  const shape = [events, ...output.shape];
  await serve({ version: VERSION, pass, outputs: () => ({ shape, dtype: "float32", data: results }), file: y });
}

const MANIFEST = new URL("../../../node_modules/onnxruntime-node/package.json", import.meta.url);
const VERSION = `onnxruntime-node ${(JSON.parse(readFileSync(MANIFEST, "utf8")) as { version: string }).version}`;

/** The only input or output, without its batch axis. */
function sides(metadata: InferenceSession["inputMetadata"]) {
  const port = must(metadata[0], "port");
  const shape = port.isTensor ? port.shape.slice(1).map(Number) : [];
  return { name: port.name, shape, size: shape.reduce((product, dim) => product * dim, 1) };
}
