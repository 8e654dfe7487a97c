import type { BlockReport, BlockRequest } from "../sim/block.js";
import { createPrepared } from "./create.js";
import { startThread, type Thread } from "./thread.js";
import type { Setup } from "./thread-messages.js";

/** Blocks that wait or are being written while others are computed. */
const BLOCKS_BESIDE = 2;

/** Blocks that a worker thread has at most: the next one is there when it is done with one, whatever this thread does. */
const BLOCKS_OF_THREAD = 2;

/**
 * When threads are started, each of which makes a simulator of its own first: after so many seconds of computing, by
 * when the first blocks' warming up no longer counts, and if what is left would take so many more.
 */
const THREADS_AFTER = 0.2;
const WORTH_THREADS = 1;

/** A block that was computed. */
export interface Done {
  readonly report: BlockReport;
  /** Time of the simulator. */
  readonly seconds: number;
}

/** Computes blocks, in this thread and in others. */
export interface Runner {
  /** How many blocks may be in memory; grows when threads are ready. */
  readonly blocks: () => number;
  /** `left`: events behind this block that are still to come. */
  readonly run: (request: BlockRequest, left: number) => Promise<Done>;
  readonly stop: () => Promise<void>;
}

/**
 * A runner on so many threads. The calling one is among them: it computes what the others have no room for, from the
 * start on. Where the number is left open, it is that of the cores once there is enough to do.
 */
export async function createRunner(setup: Setup, threads: number | undefined, cores: number): Promise<Runner> {
  const simulator = await createPrepared(setup);
  let team = threads === undefined ? undefined : startTeam(setup, threads - 1);
  let spent = 0;
  const run = async (request: BlockRequest, left: number): Promise<Done> => {
    const free = team?.free();
    if (free !== undefined) return free.run(request);
    const start = performance.now();
    const report = simulator.run(request);
    const seconds = (performance.now() - start) / 1000;
    spent += seconds;
    const expected = (left * seconds) / request.events;
    if (team === undefined && spent > THREADS_AFTER && expected > WORTH_THREADS) team = startTeam(setup, cores - 1);
    return { report, seconds };
  };
  const blocks = (): number => 1 + BLOCKS_BESIDE + BLOCKS_OF_THREAD * (team?.size() ?? 0);
  return { blocks, run, stop: async () => team?.stop() };
}

/** Worker threads, which become useful one by one. */
interface Team {
  /** Threads that have a simulator. */
  readonly size: () => number;
  /** The thread with the fewest blocks, if it takes another one. Throws what a thread failed of. */
  readonly free: () => Thread | undefined;
  readonly stop: () => Promise<void>;
}

function startTeam(setup: Setup, threads: number): Team {
  const all = Array.from({ length: threads }, () => startThread(setup));
  const ready: Thread[] = [];
  let failure: unknown;
  for (const thread of all)
    thread.ready.then(
      () => ready.push(thread),
      (error: unknown) => {
        failure ??= error;
      },
    );
  const free = (): Thread | undefined => {
    if (failure !== undefined) throw failure;
    const [least] = ready.toSorted((a, b) => a.blocks() - b.blocks());
    return least !== undefined && least.blocks() < BLOCKS_OF_THREAD ? least : undefined;
  };
  const stop = async (): Promise<void> => void (await Promise.all(all.map((thread) => thread.stop())));
  return { size: () => ready.length, free, stop };
}
