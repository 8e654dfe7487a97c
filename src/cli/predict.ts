import { type Command, Option } from "commander";
import type { Reporter } from "../diagnostics/reporter.js";
import { FILE_ENGINES, type FileEngineName } from "../driver/engine-names.js";
import type { Prediction } from "../engine/predict.js";
import { plural, shown } from "../support/text.js";
import { type CompiledModel, compileModel } from "./compile-model.js";
import { collect, type ModelOptions, modelOptions, positive } from "./model-options.js";
import type { Register } from "./program.js";
import type { Outcome, Session } from "./session.js";
import { table } from "./table.js";

interface PredictOptions extends ModelOptions {
  readonly input?: readonly string[];
  readonly output?: readonly string[];
  readonly raw?: boolean;
  readonly dtype?: "float32" | "float64";
  readonly engine: FileEngineName;
  readonly threads?: number;
  readonly events?: number;
  readonly stats?: boolean;
  readonly trace?: readonly string[];
  readonly explainKernels?: boolean;
}

const EXAMPLES = `
Examples:
  bxc predict model.onnx --config hls4ml_config.yml --input X.npy --output Y.npy
  bxc predict model.onnx --input muons=M.npy --input jets=J.npy --output scores.npz
  bxc predict model.onnx --input X.npy --output layers.npz --trace fc1,relu1 --stats
  bxc predict model.onnx --input X.npy --output mantissas.npy --raw
  bxc predict model.onnx --explain-kernels

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
    .option("-i, --input <file>", "data: FILE or NAME=FILE (repeatable)", collect)
    .option("-o, --output <file>", "outputs: FILE or NAME=FILE (repeatable)", collect)
    .option("--raw", "raw integers: int64 mantissas instead of values")
    .addOption(new Option("--dtype <type>", "element type of the outputs").choices(["float32", "float64"]))
    .option("--events <n>", "the first N events only", positive)
    .option("--trace <nodes>", "write the values of these nodes too: NODE[,NODE] (repeatable)", collect)
    .option("--stats", "count the overflows of every node")
    .option("--threads <n>", "threads that compute (as many as there are cores where there is enough to do)", positive)
    .addOption(
      new Option("--engine <engine>", "what computes; all give the same bits").choices(FILE_ENGINES).default("wasm"),
    )
    .option("--explain-kernels", "say how every node is computed and why, instead of simulating");
}

async function predictFiles(session: Session, options: PredictOptions, file: string): Promise<Outcome | undefined> {
  const { io, reporter } = session;
  const { input = [], output = [], raw = false, dtype, engine, threads, events, stats = false, json } = options;
  checkOptions(options, reporter);
  const compiled = await compileModel(session, file, options);
  if (compiled === undefined || reporter.hasErrors()) return undefined;
  const trace = (options.trace ?? []).flatMap((names) => names.split(",").map((name) => name.trim()));
  if (options.explainKernels) return explain(compiled, engine, stats, trace, reporter);
  const [{ predict }, { undoOnInterrupt }, { createProgress }] = await Promise.all([
    import("../engine/predict.js"),
    import("./undo.js"),
    import("./progress.js"),
  ]);
  const progress = createProgress(io);
  const prediction = await predict(compiled, input, output, reporter, {
    raw,
    dtype,
    engine,
    threads,
    events,
    stats,
    trace,
    onInterrupt: undoOnInterrupt,
    onProgress: json ? undefined : progress.update,
  });
  progress.end();
  return prediction && outcomeOf(prediction, stats);
}

function checkOptions({ input, output, raw, dtype, explainKernels }: PredictOptions, reporter: Reporter): void {
  const wrong = (problem: string, hint: string): void => reporter.report("BX7001", { problem, hint });
  if (raw && dtype !== undefined) wrong("--raw writes integers, --dtype asks for floats", "leave one of them out");
  if (explainKernels) return;
  if (input === undefined) wrong("the data is missing", "name it with --input FILE");
  if (output === undefined) wrong("there is no place for the outputs", "name one with --output FILE");
}

async function explain(
  { graph }: CompiledModel,
  engine: FileEngineName,
  stats: boolean,
  names: readonly string[],
  reporter: Reporter,
): Promise<Outcome | undefined> {
  const [{ enginePaths }, { givenValues }] = await Promise.all([
    import("../driver/engines.js"),
    import("../driver/given-values.js"),
  ]);
  const values = givenValues(graph, names, reporter);
  if (values === undefined) return undefined;
  const trace = values.slice(graph.outputs.length).map(({ value }) => value);
  const kernels = enginePaths(engine, graph, { stats, trace }).map(({ node: { origin }, path, why }) => {
    return { nodes: origin.nodes, opType: origin.opType, path, why };
  });
  const rows = kernels.map(({ nodes, opType, path, why }) => [nodesText(nodes), opType, path, why]);
  return { data: { kernels }, text: table(["ONNX node", "operator", "path", "why"], rows) };
}

const nodesText = (nodes: readonly string[]): string => nodes.map((name) => shown(name, 40)).join(", ");

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
    nodes === undefined ? "" : `value of ${nodesText(nodes)}`,
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
