import type { Reporter } from "../diagnostics/reporter.js";
import { quantileEdges } from "../evaluate/bins.js";
import { canBeToldApart, classesOf, isFinite, sidesOf } from "../evaluate/check.js";
import type { EvaluatedEvents } from "../evaluate/events.js";
import { sizeOf } from "../ir/tensor.js";
import { must } from "../support/errors.js";
import { type OpenData, readNumbers } from "./evaluation-data.js";
import type { EvaluationPlan, EvaluationRequest } from "./evaluation-request.js";

/** All that is known of the events beside the model's outputs. */
export type Truth = Pick<EvaluatedEvents, "labels" | "targets" | "weights" | "variables">;

/** Reads labels, targets, weights and variables; undefined where any of them is wrong, all of it reported. */
export async function readTruth(
  { sources }: OpenData,
  events: number,
  plan: EvaluationPlan,
  request: EvaluationRequest,
  weights: string | undefined,
  reporter: Reporter,
): Promise<Truth | undefined> {
  const read = async (name: string): Promise<Float64Array | undefined> =>
    readNumbers(must(sources.get(name), name), events);
  const numbers = async (name: string, size: number): Promise<{ name: string; values: Float64Array } | undefined> => {
    const values = await read(name);
    return values && isFinite(name, values, size, reporter) ? { name, values } : undefined;
  };
  const weighted = weights === undefined ? undefined : await numbers(weights, 1);
  const labelled = plan.labels && (await readLabels(plan.labels, read, request, reporter));
  if (labelled !== undefined && (weights === undefined || weighted !== undefined))
    canBeToldApart(labelled, weighted, reporter);
  const targets: Truth["targets"][number][] = [];
  for (const { array, output } of plan.targets) {
    const found = await numbers(array, sizeOf(output.shape));
    if (found !== undefined) targets.push({ ...found, output: output.name });
  }
  const binned: Truth["variables"][number][] = [];
  for (const name of request.variables) {
    const found = await numbers(name, 1);
    if (found === undefined) continue;
    const binning = request.binningOf(name);
    binned.push({ ...found, edges: "edges" in binning ? binning.edges : quantileEdges(found.values, binning.bins) });
  }
  return reporter.hasErrors() ? undefined : { labels: labelled, targets, weights: weighted, variables: binned };
}

async function readLabels(
  { array, output }: NonNullable<EvaluationPlan["labels"]>,
  read: (name: string) => Promise<Float64Array | undefined>,
  { classes: given, sides }: EvaluationRequest,
  reporter: Reporter,
): Promise<Truth["labels"]> {
  const values = await read(array);
  const size = sizeOf(output.shape);
  const classes = values && classesOf(array, values, size, given, reporter);
  const chosen = classes && sidesOf(classes, size === 1, sides, reporter);
  return values && classes && chosen && { output: output.name, values, classes, ...chosen };
}
