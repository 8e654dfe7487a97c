import type { Reporter } from "../diagnostics/reporter.js";
import type { GivenValue } from "../driver/given-values.js";
import { splitSpec } from "../engine/spec.js";
import type { Sides } from "../evaluate/check.js";
import type { AllowedBackground } from "../evaluate/events.js";
import { type Binning, items, parseBinnings, parseWindows, parseWorkingPoints } from "../evaluate/options.js";
import { fixed } from "../fixed/types.js";
import { sizeOf } from "../ir/tensor.js";
import { must } from "../support/errors.js";
import { didYouMean } from "../support/text.js";
import type { CompiledModel } from "./compile-model.js";
import type { WantedArray } from "./evaluation-data.js";
import type { ModelOptions } from "./model-options.js";

export interface EvaluateOptions extends ModelOptions {
  readonly data?: readonly string[];
  readonly labels?: string;
  readonly classes?: string;
  readonly signal?: string;
  readonly background?: string;
  readonly targets?: readonly string[];
  readonly weights?: string;
  readonly reference?: string;
  readonly workingPoint?: readonly string[];
  readonly against?: readonly string[];
  readonly bins?: readonly string[];
  readonly window?: readonly string[];
  readonly events?: number;
  readonly output?: string;
  readonly force?: boolean;
}

/** What the command line asks for, as far as it can be known without a model. */
export interface EvaluationRequest {
  readonly data: readonly string[];
  readonly classes: readonly string[] | undefined;
  readonly sides: Sides;
  readonly variables: readonly string[];
  readonly binningOf: (variable: string) => Binning;
  readonly workingPoints: readonly AllowedBackground[];
  readonly windows: readonly number[];
}

const DEFAULT_LABELS = "label";
const DEFAULT_WORKING_POINT = "0.01";

/** Reads the options; all that is wrong with them is reported. */
export function readRequest(options: EvaluateOptions, reporter: Reporter): EvaluationRequest {
  const { data = [], against = [], bins = [], window = [], workingPoint = [DEFAULT_WORKING_POINT] } = options;
  if (data.length === 0)
    reporter.report("BX7001", { problem: "the data are missing", hint: "name them with --data FILE" });
  const variables = [...new Set(items(against))];
  if (bins.length > 0 && variables.length === 0)
    reporter.report("BX7001", { problem: "--bins without variables", hint: "name them with --against" });
  if (window.length > 0 && options.targets === undefined)
    reporter.report("BX7001", { problem: "--window without residuals", hint: "name targets with --targets" });
  return {
    data,
    classes: listed(options.classes),
    sides: { signal: listed(options.signal), background: listed(options.background) },
    variables,
    binningOf: parseBinnings(bins, variables, reporter),
    workingPoints: parseWorkingPoints(workingPoint, reporter),
    windows: parseWindows(window, reporter),
  };
}

const listed = (names: string | undefined): readonly string[] | undefined =>
  names === undefined ? undefined : items([names]);

/** An array of the data that belongs to an output of the model. */
export interface Assigned {
  readonly array: string;
  readonly output: GivenValue;
}

/** What of the model's outputs and of the data is looked at. */
export interface EvaluationPlan {
  /** Without --targets, labels are always wanted. */
  readonly labels: Assigned | undefined;
  readonly targets: readonly Assigned[];
  /** Outputs with labels or targets. */
  readonly outputs: readonly GivenValue[];
  readonly wanted: readonly WantedArray[];
}

/** Which arrays belong to which outputs; undefined where that is not clear (reported). */
export function planEvaluation(
  { inputs }: CompiledModel,
  outputs: readonly GivenValue[],
  options: EvaluateOptions,
  { variables }: EvaluationRequest,
  reporter: Reporter,
): EvaluationPlan | undefined {
  const assign = (option: string, spec: string): Assigned | undefined => assigned(option, spec, outputs, reporter);
  const written = options.labels ?? (options.targets === undefined ? DEFAULT_LABELS : undefined);
  const labels = written === undefined ? undefined : assign("--labels", written);
  const targets = (options.targets ?? []).map((spec) => assign("--targets", spec));
  if (reporter.hasErrors()) return undefined;
  const found = targets.map((target) => must(target, "target"));
  const used = outputs.filter(
    (output) => labels?.output === output || found.some((target) => target.output === output),
  );
  const numbers = (name: string, use: string, option: string, shape: readonly number[] = []): WantedArray => {
    return { port: { name, shape, type: NUMBER }, use, option };
  };
  const all = [
    ...inputs.map(({ port, type }) => ({
      port: { name: port.name, shape: port.shape, type },
      use: "input",
      option: "",
    })),
    ...(labels === undefined ? [] : [numbers(labels.array, "labels", "--labels")]),
    ...found.map(({ array, output }) => numbers(array, "targets", "--targets", shapeInFile(output))),
    ...(options.weights === undefined ? [] : [numbers(options.weights, "weights", "--weights")]),
    ...variables.map((name) => numbers(name, "variable", "--against")),
  ];
  // An array may be wanted for several things.
  const wanted = all.filter(({ port }, i) => all.findIndex((other) => other.port.name === port.name) === i);
  return { labels, targets: found, outputs: used, wanted };
}

/** Shape of an event of an output in files beside the model: single numbers are written as [N] and as [N, 1]. */
export function shapeInFile({ shape }: GivenValue): readonly number[] {
  return sizeOf(shape) === 1 ? [] : shape;
}

/** Arrays beside the inputs have no type of the model's. */
const NUMBER = fixed(true, 64, 64);

/** `ARRAY` for the only output, or `OUTPUT=ARRAY`. */
function assigned(
  option: string,
  spec: string,
  outputs: readonly GivenValue[],
  reporter: Reporter,
): Assigned | undefined {
  const names = outputs.map(({ name }) => name);
  const { name, file: array } = splitSpec(spec, names);
  const output = name === undefined ? outputs[0] : outputs.find((each) => each.name === name);
  if (output === undefined)
    reporter.report("BX3011", { name: name ?? "", what: "output", names, near: didYouMean(name ?? "", names) });
  else if (name === undefined && outputs.length > 1) reporter.report("BX6507", { option, names, array });
  else return { array, output };
  return undefined;
}
