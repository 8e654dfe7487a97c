import path from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
export const BXC = path.join(ROOT, "bin/bxc.js");

/** One run of `npm run bench:sim`. */
export interface Bench {
  /** A folder of its own, deleted at the end. */
  readonly work: string;
  /** Timings of everything; the median counts. */
  readonly runs: number;
  /** Fewer events, for trying the bench itself. */
  readonly quick: boolean;
  /** Programs that are not part of the project; a peer whose program is not named is not measured. */
  readonly programs: {
    readonly hls4mlPython: string | undefined;
    readonly da4mlPython: string | undefined;
    readonly node24: string | undefined;
  };
  /** Tells what is being done. */
  readonly say: (text: string) => void;
}

/** Something measured, with the goal it is held against. */
export interface Result {
  readonly measure: string;
  readonly ours: string;
  readonly peer: string;
  /** Undefined where it was not measured; `why` then says why. */
  readonly value: number | undefined;
  readonly unit: "x" | "s" | "GiB" | "%" | "";
  readonly goal: Goal | undefined;
  readonly why?: string;
}

export interface Goal {
  readonly least?: number;
  readonly most?: number;
  /** What stands in the way where it is not reached. */
  readonly limit?: string;
}

/** A part of the table, measured on its own. */
export interface Row {
  readonly id: string;
  readonly run: (bench: Bench) => Promise<Measured>;
}

export interface Measured {
  readonly results: readonly Result[];
  /** Everything that was timed, for sim.json. */
  readonly raw: unknown;
}

export function reached({ value, goal }: Result): boolean | undefined {
  if (value === undefined || goal === undefined) return undefined;
  return value >= (goal.least ?? Number.NEGATIVE_INFINITY) && value <= (goal.most ?? Number.POSITIVE_INFINITY);
}
