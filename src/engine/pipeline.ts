import { setImmediate } from "node:timers/promises";
import { createShelf } from "./shelf.js";

/** Jobs that are read and written one after the other, and computed several at a time. */
export interface Pipeline<Slot, Job, Result> {
  /** How many jobs may be under way; may grow. */
  readonly slots: () => number;
  /** Memory of a job, which the next one uses again. */
  readonly makeSlot: () => Slot;
  /** Undefined where there is no more. */
  readonly read: (slot: Slot) => Promise<Job | undefined>;
  readonly compute: (job: Job) => Promise<Result>;
  /** Gets the jobs in the order in which they were read; false ends it all. */
  readonly write: (job: Job, result: Result) => Promise<boolean>;
}

/**
 * Runs jobs to the last, or to the first that `write` refuses: returns false then. A job that throws ends it all too, in
 * its turn: what is thrown is the failure of the earliest job.
 */
export async function runPipeline<Slot, Job, Result>(pipeline: Pipeline<Slot, Job, Result>): Promise<boolean> {
  const { slots, makeSlot, read, compute, write } = pipeline;
  const free = createShelf<Slot>();
  let made = 0;
  let stopped = false;
  const settle = async (before: Promise<boolean>, slot: Slot, job: Job, computing: Promise<Result>) => {
    let going = false;
    try {
      going = (await before) && (await write(job, await computing));
      return going;
    } finally {
      if (!going) stopped = true;
      free.give(slot);
    }
  };
  let written = Promise.resolve(true);
  try {
    for (;;) {
      for (; made < slots(); made++) free.give(makeSlot());
      const slot = await free.take();
      const job = stopped ? undefined : await read(slot);
      if (job === undefined) return await written;
      const computing = compute(job);
      written = settle(written, slot, job, computing);
      // Failures are met in their turn.
      for (const promise of [computing, written]) promise.catch(() => undefined);
      // Signals and messages of threads come in even where no stage waits for anything.
      await setImmediate();
    }
  } finally {
    await written.catch(() => undefined);
  }
}
