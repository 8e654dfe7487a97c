import { readFileSync } from "node:fs";
import { FILE_ENGINES } from "../../driver/engine-names.js";
import { createPrepared, prepareEngine } from "../../engine/create.js";
import { type Compiled, compile, createReporter, type NdArray, readNpy } from "../../index.js";
import { sizeOf } from "../../ir/tensor.js";
import { InternalError, must } from "../../support/errors.js";
import { serve } from "./serve.js";

/** Our own side as a contestant: MODEL.onnx CONFIG.yml ENGINE X.npy Y.npy EVENTS; float32 in, float32 out. */
export async function own([model = "", config = "", name = "", x = "", y = "", count = ""]: string[]): Promise<void> {
  const engine = FILE_ENGINES.find((each) => each === name);
  if (engine === undefined) throw new InternalError(`there is no engine '${name}'`);
  const compiled = compiledModel(model, config);
  const { graph } = compiled;
  const [input, output] = [must(graph.inputs[0], "input"), must(graph.outputs[0], "output")];
  const events = Number(count);
  const values = float32Values(x).subarray(0, events * sizeOf(input.shape));
  const results = new Float32Array(events * sizeOf(output.shape));
  const prepared = await prepareEngine({ engine, model: compiled, options: {} }, createReporter());
  const simulator = await createPrepared(must(prepared, `engine ${engine}`));
  await serve({
    version: `Node ${process.version}`,
    pass: () => simulator.run({ events, inputs: [values], raw: false, outputs: [results] }),
    outputs: () => ({ shape: [events, ...output.shape], dtype: "float32", data: results }),
    file: y,
  });
}

/** A model of the benchmarks; no mistake is expected in it. */
export function compiledModel(model: string, config: string): Compiled {
  const reporter = createReporter();
  const compiled = compile(
    {
      model: { file: model, bytes: readFileSync(model) },
      config: { file: config, text: readFileSync(config, "utf8") },
    },
    reporter,
  );
  return must(compiled, reporter.diagnostics[0]?.message ?? "model");
}

/** The elements of an .npy file of float32. */
export function float32Values(file: string): Float32Array {
  const data = elementsOf(file);
  if (data instanceof Float32Array) return data;
  throw new InternalError(`${file} does not hold float32`);
}

/** The elements of an .npy file of float64. */
export function float64Values(file: string): Float64Array {
  const data = elementsOf(file);
  if (data instanceof Float64Array) return data;
  throw new InternalError(`${file} does not hold float64`);
}

function elementsOf(file: string): NdArray["data"] {
  const reporter = createReporter();
  return must(readNpy(readFileSync(file), file, reporter), reporter.diagnostics[0]?.message ?? file).data;
}
