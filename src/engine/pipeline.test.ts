import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runPipeline } from "./pipeline.js";

interface Trial {
  /** Turns of the event loop that each job's computing takes. */
  readonly turns: readonly number[];
  readonly slots: number;
  /** The job that is refused or throws, if any. */
  readonly bad?: { readonly job: number; readonly how: "read" | "compute" | "write" | "refused" };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function run({ turns, slots, bad }: Trial) {
  const written: number[] = [];
  let [next, made, underWay, most] = [0, 0, 0, 0];
  const fail = (job: number, how: string): void => {
    if (bad?.job === job && bad.how === how) throw new Error(`job ${job}`);
  };
  const result = runPipeline<number, number, number>({
    slots: () => slots,
    makeSlot: () => made++,
    read: async () => {
      fail(next, "read");
      if (next === turns.length) return undefined;
      most = Math.max(most, ++underWay);
      return next++;
    },
    compute: async (job) => {
      for (let i = 0; i < (turns[job] ?? 0); i++) await turn();
      fail(job, "compute");
      return 10 * job;
    },
    write: async (job, result) => {
      await turn();
      underWay--;
      fail(job, "write");
      expect(result).toBe(10 * job);
      if (bad?.job === job && bad.how === "refused") return false;
      written.push(job);
      return true;
    },
  });
  const ended = await result.catch((error: Error) => error.message);
  return { ended, written, made, most };
}

const trial = fc.record({
  turns: fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 12 }),
  slots: fc.integer({ min: 1, max: 4 }),
});

describe("a pipeline", () => {
  it("writes every job in order, with no more under way than there are slots", async () => {
    await fc.assert(
      fc.asyncProperty(trial, async (trial) => {
        const { ended, written, made, most } = await run(trial);
        expect(ended).toBe(true);
        expect(written).toEqual(trial.turns.map((_, job) => job));
        expect(made).toBe(trial.slots);
        expect(most).toBeLessThanOrEqual(trial.slots);
      }),
      { numRuns: 50 },
    );
  });

  it.each(["read", "compute", "write", "refused"] as const)("ends at the first failure (%s)", async (how) => {
    await fc.assert(
      fc.asyncProperty(trial, fc.nat({ max: 11 }), async (trial, job) => {
        fc.pre(job < trial.turns.length);
        const { ended, written } = await run({ ...trial, bad: { job, how } });
        expect(ended).toBe(how === "refused" ? false : `job ${job}`);
        expect(written).toEqual(Array.from({ length: job }, (_, i) => i));
      }),
      { numRuns: 50 },
    );
  });
});
