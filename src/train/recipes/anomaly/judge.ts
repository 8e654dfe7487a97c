import { type EventParameters, PROCESSES, type Process } from "../../../data/events/parameters.js";
import { createEventSource } from "../../../data/events/source.js";
import { aucWithError } from "../../../metrics/auc-error.js";
import { thresholdAtRate } from "../../../metrics/rate.js";
import { countShare } from "../../../metrics/share.js";
import { must } from "../../../support/errors.js";
import { type Columns, columnNamed } from "../../data/columns.js";
import type { ExportedModel } from "../../export/export-model.js";
import { predict } from "../../fit/evaluate.js";
import type { Network } from "../../network.js";
import { simulatorOf } from "../firmware.js";
import type { Metrics, RecipeHost } from "../recipe.js";
import { sampleColumns } from "../stage.js";

/** Rates of the trigger (kHz) that efficiencies are quoted at. */
export const RATES = [1, 5, 10] as const;

/** Events that are made, judged and forgotten together. */
const BLOCK = 2 ** 16;

/** A score as floats or as firmware. */
export interface Scored {
  readonly name: string;
  readonly network: Network;
  /** The firmware; undefined for the float network. */
  readonly exported?: ExportedModel;
}

/** Scores of every process by network, and how many events there are of each. */
export type Scores = ReadonlyMap<string, ReadonlyMap<Process, Float32Array>>;

export interface JudgeRequest {
  readonly host: RecipeHost;
  readonly scored: readonly Scored[];
  readonly seed: number;
  readonly background: number;
  readonly signal: number;
}

/** Scores of background and all signals, in blocks: as many events as a rate of 1 kHz needs do not fit memory at once. */
export function scoresOf({ host, scored, seed, background, signal }: JudgeRequest): Scores | undefined {
  const run = new Map(
    scored.map(({ name, network, exported }) => {
      return [name, exported ? simulatorOf(network, exported) : (data: Columns) => predict(network, data)] as const;
    }),
  );
  const scores = new Map(scored.map(({ name }) => [name, new Map<Process, Float32Array>()]));
  for (const process of PROCESSES) {
    const events = process === "background" ? background : signal;
    for (const all of scores.values()) all.set(process, new Float32Array(events));
    const source = createEventSource({
      seed,
      stream: "test",
      parameters: { process } satisfies Partial<EventParameters>,
    });
    for (let first = 0; first < events; first += BLOCK) {
      const data = sampleColumns(source, Math.min(BLOCK, events - first), host, first);
      if (data === undefined) return undefined;
      for (const [name, outputsOf] of run)
        scores
          .get(name)
          ?.get(process)
          ?.set(columnNamed(outputsOf(data), "score").data, first);
      if (events > BLOCK) host.say(`${process}: ${Math.min(events, first + BLOCK)} of ${events} events judged`);
    }
  }
  return scores;
}

/** What a threshold on background leaves of it. */
export interface Threshold {
  /** Asked for, kHz. */
  readonly rate: number;
  readonly threshold: number;
  /** Background events at or above it. */
  readonly passed: number;
  /** Upper limit of the rate, where fewer than 100 pass. */
  readonly limit?: number;
}

/** A signal at every threshold, with intervals of 68 %. */
export interface SignalEfficiency {
  readonly auc: number;
  readonly aucError: number;
  readonly passed: readonly number[];
  readonly efficiency: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

export interface Judgement {
  readonly thresholds: readonly Threshold[];
  readonly signals: Readonly<Record<string, SignalEfficiency>>;
}

/** Thresholds at the rates of `RATES`, and what every signal does there. */
export function judge(scores: ReadonlyMap<Process, Float32Array>): Judgement {
  const background = must(scores.get("background"), "background");
  const thresholds = RATES.map((rate): Threshold => {
    const { threshold, rate: reached } = thresholdAtRate(background, rate);
    const { passed, limit } = reached;
    return { rate, threshold, passed, ...(limit === undefined ? {} : { limit }) };
  });
  const signals = PROCESSES.filter((process) => process !== "background").map((process) => {
    return [process, efficiencyOf(must(scores.get(process), process), background, thresholds)] as const;
  });
  return { thresholds, signals: Object.fromEntries(signals) };
}

function efficiencyOf(own: Float32Array, background: Float32Array, thresholds: readonly Threshold[]): SignalEfficiency {
  const passed = thresholds.map(({ threshold }) => own.filter((score) => score >= threshold).length);
  const shares = passed.map((count) => countShare(count, own.length));
  // The error of an AUC needs no more background than signal.
  const some = background.subarray(0, own.length);
  const signal = new Uint8Array(own.length + some.length).fill(1, 0, own.length);
  const scores = new Float32Array(signal.length);
  scores.set(own);
  scores.set(some, own.length);
  const { value: auc, error: aucError } = aucWithError({ scores, signal });
  const efficiency = shares.map(({ value }) => value);
  return { auc, aucError, passed, efficiency, low: shares.map(({ low }) => low), high: shares.map(({ high }) => high) };
}

/** Signals by efficiency at the lowest rate, the most efficient first. */
export function ranking({ signals }: Judgement): readonly string[] {
  return Object.entries(signals)
    .sort(([, a], [, b]) => (b.efficiency[0] as number) - (a.efficiency[0] as number))
    .map(([name]) => name);
}

/** Events behind an efficiency below which its change says nothing: their number alone varies by a tenth. */
const ENOUGH = 100;

/** Greatest relative change of an efficiency at the lowest rate, of signals of which enough events pass. */
export function greatestChange(float: Judgement, other: Judgement): number {
  const measured = Object.entries(float.signals).filter(([, { passed }]) => (passed[0] as number) >= ENOUGH);
  const changes = measured.map(([name, { efficiency }]) => {
    return Math.abs((must(other.signals[name], name).efficiency[0] as number) / (efficiency[0] as number) - 1);
  });
  return Math.max(0, ...changes);
}

export function judgementMetrics(judgement: Judgement): Metrics {
  return { thresholds: [...judgement.thresholds], signals: judgement.signals } as unknown as Metrics;
}
