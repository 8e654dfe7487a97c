import { shown } from "../support/text.js";
import { compileModel } from "./compile-model.js";
import { collect, type ModelOptions, modelOptions } from "./model-options.js";
import { overflowsOf } from "./overflows.js";
import type { Register } from "./program.js";
import { table } from "./table.js";

interface PredictOptions extends ModelOptions {
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly raw?: boolean;
}

const EXAMPLES = `
Examples:
  bxc predict model.onnx --config hls4ml_config.yml --input X.npy --output Y.npy
  bxc predict model.onnx --input muons=M.npy --input jets=J.npy --output scores.npz
  bxc predict model.onnx --input X.npy --output mantissas.npy --raw

Data has one batch axis, then the shape of one event (or that shape flattened).
With --raw, integer inputs are mantissas of the input's type; floats are values as ever.`;

export const predictCommand: Register = (program, run) =>
  modelOptions(program.command("predict"))
    .description("simulate the firmware bit for bit on data")
    .argument("<model>", "ONNX file")
    .requiredOption("-i, --input <file>", "X.npy, X.npz or NAME=X.npy (repeatable)", collect)
    .requiredOption("-o, --output <file>", "Y.npy (float32), Y.npz or NAME=Y.npy (repeatable)", collect)
    .option("--raw", "raw integers: int64 mantissas instead of values")
    .addHelpText("after", EXAMPLES)
    .action(
      run(async (session, options: PredictOptions, file: string) => {
        const compiled = await compileModel(session, file, options);
        if (compiled === undefined) return undefined;
        const { graph } = compiled;
        const [{ readInputs }, { planOutputs, writeOutputs }, { simulate }] = await Promise.all([
          import("./inputs.js"),
          import("./outputs.js"),
          import("../driver/simulate.js"),
        ]);
        const raw = options.raw === true;
        const plan = planOutputs(session, options.output, graph.outputs);
        const inputs = await readInputs(session, options.input, compiled.inputs, raw);
        if (plan === undefined || inputs === undefined) return undefined;
        const { outputs, stats } = simulate(graph, inputs);
        const written = await writeOutputs(session, plan, graph.outputs, outputs, raw);
        if (written === undefined) return undefined;
        const rows = written.map(({ output, shape, dtype, file }) => [
          shown(output, 40),
          `(${shape.join(", ")})`,
          dtype,
          file,
        ]);
        return {
          data: { outputs: written, overflows: overflowsOf(stats) },
          text: table(["output", "shape", "type", "file"], rows),
        };
      }),
    );
