import path from "node:path";
import { must } from "../../support/errors.js";
import { median } from "../bench/measure.js";
import { type Measured, type Result, ROOT } from "../bench-sim/bench.js";
import { type Contestant, start } from "../bench-sim/contestant.js";
import type { Epoch } from "./epoch.js";
import { SAMPLES } from "./task.js";

/** Both sides train the same network on the same batches, epoch by epoch in turn. */
export async function duel(runs: number): Promise<Measured> {
  const [ours, peer] = [await contestant("bxc", "own"), await contestant("jax-js", "jax")];
  try {
    const epochs = new Map([ours, peer].map((each) => [each, [each.ready.first as Epoch]]));
    for (let run = 0; run < runs; run++) for (const [each, done] of epochs) done.push((await each.pass()) as Epoch);
    const of = (each: Contestant): readonly Epoch[] => must(epochs.get(each), each.name);
    const raw = [ours, peer].map((each) => ({ name: each.name, version: each.ready.version, epochs: of(each) }));
    return { results: resultsOf(of(ours), of(peer)), raw };
  } finally {
    for (const each of [ours, peer]) each.leave();
  }
}

function contestant(name: string, role: string): Promise<Contestant> {
  const args = [path.join(ROOT, "dist/tools/bench-train.js"), role];
  return start({ name, command: process.execPath, args, events: SAMPLES });
}

/** Epochs whose losses are compared: training makes the least difference in rounding grow from step to step. */
const COMPARED = 5;
const NETWORK = "16-64-32-32-5, weights and activations of 8 bits, batch 1024";

function resultsOf(ours: readonly Epoch[], peer: readonly Epoch[]): readonly Result[] {
  const both = (of: (epochs: readonly Epoch[]) => number): [ours: number, peer: number] => [of(ours), of(peer)];
  const row = (measure: string, [a, b]: [number, number], goal?: Result["goal"]): Result => {
    return {
      measure,
      ours: `bxc: ${a.toFixed(2)} s`,
      peer: `jax-js: ${b.toFixed(2)} s`,
      value: a / b,
      unit: "x",
      goal,
    };
  };
  const lossAt = (epochs: readonly Epoch[], epoch: number): number => must(epochs[epoch], "epoch").loss;
  const compared = Math.min(COMPARED, ours.length);
  const apart = Array.from({ length: compared }, (_, i) => 100 * Math.abs(lossAt(ours, i) / lossAt(peer, i) - 1));
  const [lastOurs, lastPeer] = both((epochs) => lossAt(epochs, compared - 1));
  return [
    // The first epoch holds the compilation of everything.
    row(
      `${NETWORK}: CPU time of an epoch of ${SAMPLES} samples`,
      both((epochs) => median(epochs.slice(1).map(({ cpu }) => cpu))),
      { most: 1.2 },
    ),
    row(
      "the same, first epoch",
      both((epochs) => must(epochs[0], "first epoch").cpu),
    ),
    {
      measure: `the same, losses of ${compared} epochs: greatest difference`,
      ours: `bxc: ${lastOurs.toFixed(4)} in the last`,
      peer: `jax-js: ${lastPeer.toFixed(4)}`,
      value: Math.max(...apart),
      unit: "%",
      goal: { most: 1 },
    },
  ];
}
