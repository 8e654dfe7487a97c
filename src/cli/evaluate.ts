import type { EvaluatedEvents } from "../evaluate/events.js";
import type { TableCell } from "../evaluate/tables.js";
import { sizeOf } from "../ir/tensor.js";
import { must } from "../support/errors.js";
import { plural } from "../support/text.js";
import { type CompiledModel, compileModel } from "./compile-model.js";
import { type OpenData, openData } from "./evaluation-data.js";
import type { EvaluateOptions, EvaluationPlan, EvaluationRequest } from "./evaluation-request.js";
import { collect, modelOptions, positive } from "./model-options.js";
import type { Register } from "./program.js";
import type { Outcome, Session } from "./session.js";
import { table } from "./table.js";

const EXAMPLES = `
Examples:
  bxc evaluate deepset.onnx -c deepset.yml -d jets.npz --labels classes=label --reference float.onnx -o report
  bxc evaluate btagger.onnx -d jets.npz --signal 0 --against pt,eta --bins pt=15,30,60,120,500 -o report.html
  bxc evaluate autoencoder.onnx -d events.npz --labels process --working-point 1kHz,10kHz --json
  bxc evaluate vertex.onnx -d vertices.npz --targets z0 --window 0.15 -o vertex.json

The firmware is simulated bit for bit on the inputs in the data. An array is found by its name, or named by --data
NAME=FILE:ARRAY. Labels are class numbers from 0, of which each element of the output is the score of one.`;

export const evaluateCommand: Register = (program, run) =>
  modelOptions(program.command("evaluate"))
    .description("measure what the firmware's bits are worth: ROC, efficiencies, fixed against float")
    .argument("<model>", "ONNX file")
    .option("-d, --data <file>", "arrays: FILE, NAME=FILE or NAME=FILE:ARRAY (repeatable)", collect)
    .option("--labels <name>", "array of class numbers, or OUTPUT=NAME (label, where there are no targets)")
    .option("--classes <names>", "names of the classes, separated by commas")
    .option("--signal <classes>", "classes that are looked at (all, or all but the background of a single score)")
    .option("--background <classes>", "classes they are held against (all others, or class 0 of a single score)")
    .option("--targets <name>", "array that an output should be equal to, or OUTPUT=NAME (repeatable)", collect)
    .option("--weights <name>", "array of event weights, of any sign (none)")
    .option("--reference <file>", "model in floating point, or its values: FILE.onnx, FILE.npy, FILE.npz", undefined)
    .option("--working-point <share>", "background that may pass: 0.01, or a rate: 10kHz (repeatable)", collect)
    .option("--against <variables>", "arrays to show efficiencies and residuals against (repeatable)", collect)
    .option("--bins <bins>", "12, pt=20 or pt=15,30,60: bins of variables (10 of equal content; repeatable)", collect)
    .option("--window <width>", "share of residuals within +-width of zero (repeatable)", collect)
    .option("--events <n>", "the first N events only", positive)
    .option("-o, --output <place>", "FILE.json, FILE.html, or a folder for both and all plots")
    .option("--force", "replace an output folder that Bunchcross did not write")
    .addHelpText("after", EXAMPLES)
    .action(run(evaluateModel));

async function evaluateModel(session: Session, options: EvaluateOptions, file: string): Promise<Outcome | undefined> {
  const { reporter } = session;
  const { planEvaluation, readRequest } = await import("./evaluation-request.js");
  const request = readRequest(options, reporter);
  const compiled = await compileModel(session, file, options);
  if (compiled === undefined || reporter.hasErrors()) return undefined;
  const { givenValues } = await import("../driver/given-values.js");
  const outputs = givenValues(compiled.graph, [], reporter) ?? [];
  const plan = planEvaluation(compiled, outputs, options, request, reporter);
  const opened = plan && (await openData(request.data, plan.wanted, reporter));
  if (plan === undefined || opened === undefined) return undefined;
  try {
    const events = await gather(session, { compiled, request, plan, opened }, options);
    return events && (await report(session, events, compiled, options));
  } finally {
    await opened.close();
  }
}

interface Opened {
  readonly compiled: CompiledModel;
  readonly request: EvaluationRequest;
  readonly plan: EvaluationPlan;
  readonly opened: OpenData;
}

/** Reads the truth, then simulates; undefined where anything is wrong (reported). */
async function gather(
  { io, reporter }: Session,
  { compiled, request, plan, opened }: Opened,
  { weights, reference, json, events: most }: EvaluateOptions,
): Promise<EvaluatedEvents | undefined> {
  const [{ readTruth }, { referenceOutputs, simulateOutputs }, { createProgress }] = await Promise.all([
    import("./evaluation-events.js"),
    import("./evaluation-run.js"),
    import("./progress.js"),
  ]);
  const events = Math.min(most ?? opened.events, opened.events);
  const truth = await readTruth(opened, events, plan, request, weights, reporter);
  if (truth === undefined) return undefined;
  const sources = compiled.inputs.map(({ port }) => must(opened.sources.get(port.name), port.name));
  const values = plan.outputs;
  const reach = { inputs: compiled.inputs, sources, events, allEvents: opened.events, values };
  const floats = reference === undefined ? undefined : await referenceOutputs({ reference, ...reach }, reporter);
  if (reporter.hasErrors()) return undefined;
  const progress = createProgress(io);
  const onProgress = json ? undefined : progress.update;
  const fixed = await simulateOutputs(compiled, sources, events, values, onProgress, reporter);
  progress.end();
  if (fixed === undefined) return undefined;
  const outputs = values.map(({ name, shape }) => {
    return { name, shape, size: sizeOf(shape), values: must(fixed.get(name), name), reference: floats?.get(name) };
  });
  const { workingPoints, windows } = request;
  return { events, outputs, ...truth, workingPoints, windows, provenance: opened.provenance };
}

async function report(
  { reporter }: Session,
  events: EvaluatedEvents,
  compiled: CompiledModel,
  options: EvaluateOptions,
): Promise<Outcome | undefined> {
  const [{ evaluate }, { tablesOf }, { recordOf, writeEvaluation }] = await Promise.all([
    import("../evaluate/evaluate.js"),
    import("../evaluate/tables.js"),
    import("./evaluation-files.js"),
  ]);
  const evaluation = evaluate(events, reporter);
  const record = recordOf(evaluation, compiled, options);
  const { output, force = false } = options;
  const files = output === undefined ? [] : await writeEvaluation(record, output, force, reporter);
  if (files === undefined) return undefined;
  const notice = evaluation.notice === null ? [] : [`${evaluation.notice}\n`];
  const tables = tablesOf(evaluation).map(({ title, header, rows }) => {
    return `${title}:\n${table(
      header,
      rows.map((row) => row.map(textOf)),
    )}`;
  });
  const written = files.length === 0 ? [] : [`${plural(files.length, "file")} written to ${output}\n`];
  return {
    data: { ...record, files },
    text: [...notice, `${plural(events.events, "event")}\n`, ...tables, ...written].join("\n"),
  };
}

const textOf = (cell: TableCell): string => (typeof cell === "string" ? cell : cell.text);
