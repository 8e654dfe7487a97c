import path from "node:path";
import { must } from "../../support/errors.js";
import { median } from "../bench/measure.js";
import { type Bench, type Goal, type Measured, type Result, ROOT, type Row } from "./bench.js";
import { alternate, type Contestant, start } from "./contestant.js";
import { entryOf, type Name, type Task } from "./entries.js";
import { writeEvents } from "./events.js";
import { expectSameValues } from "./same-values.js";
import type { Timing } from "./timing.js";

/** One network with one configuration: who takes part, and the ratios of events per CPU second that are wanted. */
export interface Duel {
  readonly id: string;
  readonly title: string;
  readonly model: string;
  readonly config: string;
  /** Of one event. */
  readonly shape: readonly number[];
  readonly ratios: readonly Ratio[];
}

export interface Ratio {
  readonly ours: Name;
  readonly peer: Name;
  /** Undefined where it is only for information. */
  readonly least?: number;
  readonly limit?: string;
}

const MOST_EVENTS = 100_000;

export function duelRow(duel: Duel): Row {
  return { id: duel.id, run: (bench) => runDuel(duel, bench) };
}

async function runDuel(duel: Duel, bench: Bench): Promise<Measured> {
  const task: Task = {
    id: duel.id,
    model: path.join(ROOT, "models", duel.model),
    config: path.join(ROOT, "models", duel.config),
    x: path.join(bench.work, `${duel.id}.npy`),
  };
  writeEvents(task.x, duel.model, MOST_EVENTS, duel.shape);
  const standing = await gather(duel, task, bench);
  const contestants = [...standing.values()].filter((each) => "pass" in each);
  try {
    expectSameValues(contestants.flatMap(({ name, outputs }) => (outputs === undefined ? [] : [{ name, outputs }])));
    const timings = await alternate(contestants, bench.runs);
    return { results: duel.ratios.map((ratio) => resultOf(duel, ratio, standing, timings)), raw: rawOf(timings) };
  } finally {
    for (const contestant of contestants) contestant.leave();
  }
}

interface Missing {
  readonly name: string;
  readonly absent: string;
}
type Standing = ReadonlyMap<Name, Contestant | Missing>;

/** Everybody, started one after the other, or the reason of their absence. */
async function gather({ ratios }: Duel, task: Task, bench: Bench): Promise<Standing> {
  const names = new Set(ratios.flatMap(({ ours, peer }) => [ours, peer]));
  const standing = new Map<Name, Contestant | Missing>();
  for (const name of names) {
    bench.say(`${task.id}: ${name}`);
    const entry = entryOf(name, task, bench);
    standing.set(name, "absent" in entry ? entry : await start(entry).catch((error: Error) => left(entry.name, error)));
  }
  return standing;
}

/** What a program said last that names an error, in one line of the table. */
function left(name: string, { message }: Error): Missing {
  const lines = message.split("\n").map((line) => line.trim());
  const told = lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? "";
  return { name, absent: told.replaceAll("|", "/") };
}

function resultOf(
  { title }: Duel,
  { ours, peer, least, limit }: Ratio,
  standing: Standing,
  timings: ReadonlyMap<Contestant, readonly Timing[]>,
): Result {
  const [a, b] = [must(standing.get(ours), ours), must(standing.get(peer), peer)];
  const goal: Goal | undefined = least === undefined ? undefined : { least, ...(limit === undefined ? {} : { limit }) };
  const rates = [a, b].map((side) => ("pass" in side ? rateOf(side, must(timings.get(side), side.name)) : undefined));
  const [mine, theirs] = rates;
  const text = (side: Contestant | Missing, rate: number | undefined): string =>
    rate === undefined ? side.name : `${side.name}: ${eventsPerSecond(rate)}`;
  const why = [a, b].flatMap((side) => ("absent" in side ? [`${side.name}: ${side.absent}`] : [])).join("; ");
  return {
    measure: title,
    ours: text(a, mine),
    peer: text(b, theirs),
    value: mine === undefined || theirs === undefined ? undefined : mine / theirs,
    unit: "x",
    goal,
    ...(why === "" ? {} : { why }),
  };
}

/** Events per CPU second, of the median pass. */
export function rateOf({ events }: { readonly events: number }, timings: readonly Timing[]): number {
  return events / median(timings.map(({ cpu }) => cpu));
}

export function eventsPerSecond(rate: number): string {
  return rate >= 1e6 ? `${(rate / 1e6).toFixed(2)} M/s` : `${(rate / 1e3).toFixed(1)} k/s`;
}

export function rawOf(timings: ReadonlyMap<Contestant, readonly Timing[]>): unknown {
  return [...timings].map(([{ name, events, ready }, passes]) => ({ name, events, ...ready, passes }));
}
