import { type Command, InvalidArgumentError, Option } from "commander";
import { ENGINES, type EngineName } from "../driver/engines.js";
import type { Prediction } from "../engine/predict.js";
import { plural, shown } from "../support/text.js";
import { compileModel } from "./compile-model.js";
import { collect, type ModelOptions, modelOptions } from "./model-options.js";
import type { Register } from "./program.js";
import type { Outcome, Session } from "./session.js";
import { table } from "./table.js";

interface PredictOptions extends ModelOptions {
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly raw?: boolean;
  readonly dtype?: "float32" | "float64";
  readonly engine: EngineName;
  readonly threads?: number;
  readonly events?: number;
  readonly stats?: boolean;
  readonly trace?: readonly string[];
}

const EXAMPLES = `
Examples:
  bxc predict model.onnx --config hls4ml_config.yml --input X.npy --output Y.npy
  bxc predict model.onnx --input muons=M.npy --input jets=J.npy --output scores.npz
  bxc predict model.onnx --input X.npy --output layers.npz --trace fc1,relu1 --stats
  bxc predict model.onnx --input X.npy --output mantissas.npy --raw

Data has one batch axis, then the shape of one event (or that shape flattened). Files of any size are taken in blocks.
With --raw, integer inputs are mantissas of the input's type; floats are values as ever.`;

export const predictCommand: Register = (program, run) =>
  dataOptions(modelOptions(program.command("predict")))
    .description("simulate the firmware bit for bit on data")
    .argument("<model>", "ONNX file")
    .addHelpText("after", EXAMPLES)
    .action(run(predictFiles));

function dataOptions(command: Command): Command {
  return command
    .requiredOption("-i, --input <file>", "FILE or NAME=FILE (repeatable)", collect)
    .requiredOption("-o, --output <file>", "FILE or NAME=FILE (repeatable)", collect)
    .option("--raw", "raw integers: int64 mantissas instead of values")
    .addOption(new Option("--dtype <type>", "element type of the outputs").choices(["float32", "float64"]))
    .option("--events <n>", "the first N events only", positive)
    .option("--trace <nodes>", "write the values of these nodes too: NODE[,NODE] (repeatable)", collect)
    .option("--stats", "count the overflows of every node")
    .option("--threads <n>", "threads that compute (as many as there are cores where there is enough to do)", positive)
    .addOption(
      new Option("--engine <engine>", "what computes; all give the same bits").choices(ENGINES).default("wasm"),
    );
}

function positive(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError("A whole number of at least 1 is expected.");
  return Number(text);
}

async function predictFiles(session: Session, options: PredictOptions, file: string): Promise<Outcome | undefined> {
  const { io, reporter } = session;
  const { input, output, raw = false, dtype, engine, threads, events, stats = false, json } = options;
  if (raw && dtype !== undefined) {
    const hint = "leave one of them out";
    reporter.report("BX7001", { problem: "--raw writes integers, --dtype asks for floats", hint });
  }
  const compiled = await compileModel(session, file, options);
  if (compiled === undefined || reporter.hasErrors()) return undefined;
  const [{ predict }, { undoOnInterrupt }, { createProgress }] = await Promise.all([
    import("../engine/predict.js"),
    import("./undo.js"),
    import("./progress.js"),
  ]);
  const progress = createProgress(io);
  const trace = (options.trace ?? []).flatMap((names) => names.split(",").map((name) => name.trim()));
  const prediction = await predict(compiled, input, output, reporter, {
    ...{ raw, dtype, engine, threads, events, stats, trace },
    onInterrupt: undoOnInterrupt,
    onProgress: json ? undefined : progress.update,
  });
  progress.end();
  return prediction && outcomeOf(prediction, stats);
}

async function outcomeOf({ events, written, seconds, stats }: Prediction, counted: boolean): Promise<Outcome> {
  const [{ overflowsOf, overflowTable }, { rateText }] = await Promise.all([
    import("./overflows.js"),
    import("./progress.js"),
  ]);
  const overflows = overflowsOf(stats);
  const rows = written.map(({ name, shape, dtype, file, nodes }) => [
    shown(name, 40),
    `(${shape.join(", ")})`,
    dtype,
    file,
    nodes === undefined ? "" : `value of ${nodes.map((node) => shown(node, 40)).join(", ")}`,
  ]);
  const rate = events / seconds.total;
  const parts = [
    table(["output", "shape", "type", "file", ""], rows),
    `${plural(events, "event")} in ${seconds.total.toPrecision(3)} s, ${rateText(rate)}\n`,
    ...(counted ? [`overflow and saturation:\n${overflowTable(overflows, events)}`] : []),
  ];
  const outputs = written.map(({ name, ...rest }) => ({ output: name, ...rest }));
  return {
    data: { events, outputs, seconds, rate, ...(counted ? { overflows } : {}) },
    text: parts.join("\n"),
  };
}
