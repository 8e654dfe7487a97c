import type { BlockReport, BlockRequest } from "../sim/block.js";
import { createPrepared } from "./create.js";
import { createShelf } from "./shelf.js";
import { startThread, type Thread } from "./thread.js";
import type { Setup } from "./thread-messages.js";

/** Blocks that wait or are being written while each thread computes another one. */
const BLOCKS_BESIDE = 2;

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

/** Computes blocks, in this thread or in others. */
export interface Runner {
  /** How many blocks may be in memory; grows when threads are ready. */
  readonly blocks: () => number;
  /** `left`: events behind this block that are still to come. */
  readonly run: (request: BlockRequest, left: number) => Promise<Done>;
  readonly stop: () => Promise<void>;
}

/**
 * A runner on so many threads; 1 is the calling one. Where the number is left open, the calling thread begins, and
 * `cores` others take over when there is enough to do.
 */
export async function createRunner(setup: Setup, threads: number | undefined, cores: number): Promise<Runner> {
  if (threads === undefined && cores > 1) return growingRunner(setup, cores);
  if (threads === undefined || threads === 1) return localRunner(setup);
  const pool = startPool(setup, threads);
  try {
    await pool.ready;
    return pool;
  } catch (error) {
    await pool.stop();
    throw error;
  }
}

async function localRunner(setup: Setup): Promise<Runner> {
  const simulator = await createPrepared(setup);
  const run = async (request: BlockRequest): Promise<Done> => {
    const start = performance.now();
    const report = simulator.run(request);
    return { report, seconds: (performance.now() - start) / 1000 };
  };
  return { blocks: () => 1, run, stop: async () => undefined };
}

interface Pool extends Runner {
  /** When all threads are. */
  readonly ready: Promise<void>;
}

function startPool(setup: Setup, threads: number): Pool {
  const all = Array.from({ length: threads }, () => startThread(setup));
  const idle = createShelf<Thread>();
  for (const thread of all) idle.give(thread);
  const run = async (request: BlockRequest): Promise<Done> => {
    const thread = await idle.take();
    try {
      return await thread.run(request);
    } finally {
      idle.give(thread);
    }
  };
  const stop = async (): Promise<void> => void (await Promise.all(all.map((thread) => thread.stop())));
  const ready = Promise.all(all.map((thread) => thread.ready)).then(() => undefined);
  return { blocks: () => threads + BLOCKS_BESIDE, run, stop, ready };
}

async function growingRunner(setup: Setup, cores: number): Promise<Runner> {
  const local = await localRunner(setup);
  let pool: Pool | undefined;
  let current: Runner = local;
  let spent = 0;
  const run = async (request: BlockRequest, left: number): Promise<Done> => {
    const done = await current.run(request, left);
    spent += done.seconds;
    const expected = (left * done.seconds) / request.events;
    if (pool === undefined && spent > THREADS_AFTER && expected > WORTH_THREADS) {
      const started = startPool(setup, cores);
      pool = started;
      // A thread that can't be started is told by its first block.
      const take = (): void => {
        current = started;
      };
      started.ready.then(take, take);
    }
    return done;
  };
  return { blocks: () => current.blocks(), run, stop: async () => pool?.stop() };
}
