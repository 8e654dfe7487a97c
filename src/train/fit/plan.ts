import type { Reporter } from "../../diagnostics/reporter.js";
import type { FloatData } from "../autodiff/tensor.js";
import { type Columns, selectRows } from "../data/columns.js";
import { permutation } from "../data/split.js";
import type { Model, Network } from "../network.js";
import { eventWeighting } from "./event-weights.js";
import { expectSize } from "./expect.js";
import { type FitOptions, type SettledPhase, settledPhases } from "./options.js";

/** Events to judge by, and their weights. */
export interface Judged {
  readonly data: Columns;
  readonly weights: FloatData | undefined;
}

/** A training whose data and options fit together. */
export interface Plan {
  /** With gradients for the parameters that move alone. */
  readonly network: Network;
  readonly options: FitOptions;
  readonly data: Columns;
  /** Of all events of `data`. */
  readonly weights: FloatData | undefined;
  /** Events of `data` to train with. */
  readonly rows: Uint32Array;
  readonly batch: number;
  readonly stepsPerEpoch: number;
  readonly validation: Judged | undefined;
  readonly phases: readonly SettledPhase[];
}

/** Reports everything that is wrong with data and options. */
export function planOf(network: Network, data: Columns, options: FitOptions, reporter: Reporter): Plan | undefined {
  const { batch = 1024, validation } = options;
  const phases = settledPhases(options);
  if (data.events === 0) reporter.report("BX6101", { column: [...data.columns.keys()][0] });
  expectOptions(options, phases, data, reporter);
  expectData(data, network.model, options, phases, reporter);
  if (typeof validation === "object") expectData(validation, network.model, options, phases, reporter);
  if (reporter.hasErrors()) return undefined;
  const [rows, held] = parted(data, options);
  const weighting = eventWeighting(data, rows, options, reporter);
  if (weighting === undefined) return undefined;
  return {
    network: movingPart(network, options),
    options,
    data,
    weights: weighting(data),
    rows,
    batch,
    phases,
    stepsPerEpoch: Math.ceil(rows.length / batch),
    validation: held && { data: held, weights: weighting(held) },
  };
}

/** The same network, whose parameters have gradients only if they are to move. */
function movingPart({ parameters, ...network }: Network, { rateFactor = () => 1 }: FitOptions): Network {
  const all = Array.from(parameters, ([name, parameter]) => {
    return [name, rateFactor(name) === 0 ? { ...parameter, grad: undefined } : parameter] as const;
  });
  return { ...network, parameters: new Map(all) };
}

/** Events to train with, in their order, and those to judge by. */
function parted(data: Columns, { validation, seed }: FitOptions): [Uint32Array, Columns | undefined] {
  if (typeof validation !== "number") return [Uint32Array.from({ length: data.events }, (_, i) => i), validation];
  const order = permutation(data.events, seed, "validation");
  const count = Math.round(validation * data.events);
  return [order.slice(count).sort(), selectRows(data, order.slice(0, count).sort())];
}

function expectData(
  data: Columns,
  model: Model,
  { augment }: FitOptions,
  phases: readonly SettledPhase[],
  reporter: Reporter,
): void {
  const provided = new Set(augment?.provides);
  for (const [name, { shape }] of model.inputs) if (!provided.has(name)) expectSize(data, name, shape, reporter);
  for (const loss of new Set(phases.map((phase) => phase.loss))) loss.check?.(data, model, reporter);
}

function expectOptions(
  { batch = 1024, validation, clip, metrics = {} }: FitOptions,
  phases: readonly SettledPhase[],
  { events }: Columns,
  reporter: Reporter,
): void {
  const expect = (holds: boolean, option: string, value: unknown, expected: string): void => {
    if (!holds) reporter.report("BX6108", { option, value: String(value), expected });
  };
  const isCount = (value: number): boolean => Number.isInteger(value) && value >= 1;
  expect(isCount(batch), "batch", batch, "a whole number of at least 1");
  if (typeof validation === "number") {
    const held = Math.round(validation * events);
    expect(
      held >= 1 && held < events,
      "validation",
      validation,
      `a share that leaves both parts some of ${events} events`,
    );
  }
  if (clip !== undefined) expect(clip > 0, "clip", clip, "a number above 0");
  const monitors = ["loss", ...Object.keys(metrics)];
  for (const { name, epochs, monitor, earlyStopping } of phases) {
    expect(isCount(epochs), `epochs of ${name}`, epochs, "a whole number of at least 1");
    expect(monitors.includes(monitor.metric), `monitor of ${name}`, monitor.metric, `one of ${monitors.join(", ")}`);
    const patience = earlyStopping?.patience ?? 1;
    expect(patience >= 1, `patience of ${name}`, patience, "a number of at least 1");
  }
}
