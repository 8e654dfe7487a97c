import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { InternalError } from "../../support/errors.js";
import type { Ready, Timing } from "./timing.js";

/**
 * A program that takes part: it computes its events once, writes the outputs, prints a line of JSON (`Ready`) and then a
 * line (`Timing`) for every line "go" that it reads. Each is a process of its own, so that they alternate on equal terms.
 */
export interface Entry {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Events of one pass: the first of the input file. */
  readonly events: number;
  /** Where it writes what it computed (.npy); undefined where nobody compares it. */
  readonly outputs?: string;
}

export interface Contestant extends Entry {
  readonly ready: Ready;
  readonly pass: () => Promise<Timing>;
  readonly leave: () => void;
}

/** Starts a contestant; throws with what it said where it fails. */
export async function start(entry: Entry): Promise<Contestant> {
  const child = spawn(entry.command, entry.args, { stdio: ["pipe", "pipe", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-2000);
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const failure = failureOf(child);
  const line = async (): Promise<unknown> => {
    const next = await Promise.race([lines.next(), failure]);
    if (next instanceof Error || next.done === true)
      throw new InternalError(`${entry.name} has ended: ${next instanceof Error ? next.message : said.trim()}`);
    return JSON.parse(next.value);
  };
  const ready = (await line()) as Ready;
  const pass = async (): Promise<Timing> => {
    child.stdin.write("go\n");
    return (await line()) as Timing;
  };
  return { ...entry, ready, pass, leave: () => child.stdin.end() };
}

/** Why a program could not be started at all. */
function failureOf(child: ChildProcess): Promise<Error> {
  return new Promise((resolve) => child.once("error", resolve));
}

/** `runs` timings of each, one pass of every contestant after the other, so that all meet the same moods of the machine. */
export async function alternate(
  contestants: readonly Contestant[],
  runs: number,
): Promise<ReadonlyMap<Contestant, readonly Timing[]>> {
  const timings = new Map<Contestant, Timing[]>(contestants.map((contestant) => [contestant, []]));
  for (let run = 0; run < runs; run++) for (const [contestant, all] of timings) all.push(await contestant.pass());
  return timings;
}
