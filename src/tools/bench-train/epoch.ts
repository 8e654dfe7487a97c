import { readSync } from "node:fs";
import type { Timing } from "../bench-sim/timing.js";

/** One pass over all batches. */
export interface Epoch extends Timing {
  /** Mean over the batches, each before its step. */
  readonly loss: number;
}

/** What a contestant says when its first epoch is done. */
export interface Ready {
  readonly version: string;
  readonly first: Epoch;
}

/** A contestant's clock. It blocks between epochs, so that no training goes on while another is measured. */
export interface Pace {
  readonly begin: () => void;
  /** Tells of the epoch, and whether another is wanted (see `bench-sim/contestant`: "go", or the end of stdin). */
  readonly end: (loss: number) => boolean;
}

export function createPace(version: string): Pace {
  let [cpu, wall, isFirst] = [process.cpuUsage(), 0, true];
  return {
    begin: () => {
      cpu = process.cpuUsage();
      wall = performance.now();
    },
    end: (loss) => {
      const { user, system } = process.cpuUsage(cpu);
      const epoch: Epoch = { cpu: (user + system) / 1e6, wall: (performance.now() - wall) / 1000, loss };
      console.log(JSON.stringify(isFirst ? ({ version, first: epoch } satisfies Ready) : epoch));
      isFirst = false;
      return readSync(0, Buffer.alloc(3)) > 0;
    },
  };
}
