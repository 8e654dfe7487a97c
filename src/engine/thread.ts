import { Worker } from "node:worker_threads";
import type { BlockRequest, InputData } from "../sim/block.js";
import { InternalError, must } from "../support/errors.js";
import type { Done } from "./runner.js";
import type { CountedBlock, Reply, Setup } from "./thread-messages.js";

/** A worker thread with a simulator of its own, which takes blocks one after the other. */
export interface Thread {
  /** When its simulator stands; rejected where the thread fails before. */
  readonly ready: Promise<void>;
  /** Inputs are copied, outputs lie in shared memory. Rejected where the thread fails. */
  readonly run: (request: BlockRequest) => Promise<Done>;
  /** Blocks that it has not finished. */
  readonly blocks: () => number;
  readonly stop: () => Promise<void>;
}

interface Waiting {
  readonly resolve: (done: CountedBlock | undefined) => void;
  readonly reject: (error: Error) => void;
}

export function startThread(setup: Setup): Thread {
  // Flags of the calling program, such as --input-type, are not the thread's.
  const worker = new Worker(new URL("./thread-main.js", import.meta.url), { workerData: setup, execArgv: [] });
  /** In the order of the answers: a thread answers its messages in turn. */
  const waiting: Waiting[] = [];
  let failure: Error | undefined;
  const fail = (error: Error): void => {
    failure ??= error;
    for (const { reject } of waiting.splice(0)) reject(error);
  };
  worker.on("message", (reply: Reply) => waiting.shift()?.resolve(reply.kind === "done" ? reply.done : undefined));
  worker.on("error", fail);
  worker.on("exit", (code) => fail(new InternalError(`a worker thread ended with code ${code}`)));
  const answer = (): Promise<CountedBlock | undefined> =>
    failure === undefined
      ? new Promise((resolve, reject) => void waiting.push({ resolve, reject }))
      : Promise.reject(failure);
  /** Memories of inputs that no block uses. */
  const memories: SharedArrayBuffer[][] = [];
  const run = async (request: BlockRequest): Promise<Done> => {
    const done = answer();
    const memory = memories.pop() ?? [];
    const inputs = request.inputs.map((data, i) => sharedCopy(data, memory, i));
    worker.postMessage({ ...request, inputs }, []);
    const { stats, seconds, ...report } = must(await done, "report of a block");
    memories.push(memory);
    const nodes = stats.map(({ node, result, inner }) => {
      return { node: must(setup.model.graph.nodes[node], "node"), resultOverflows: result, innerOverflows: inner };
    });
    return { report: { ...report, stats: nodes }, seconds };
  };
  const ready = answer().then(() => undefined);
  return { ready, run, blocks: () => waiting.length, stop: async () => void (await worker.terminate()) };
}

/** The same elements in memory i, which grows where they need more. */
function sharedCopy(data: InputData, memory: SharedArrayBuffer[], i: number): InputData {
  const old = memory[i];
  const buffer = old !== undefined && old.byteLength >= data.byteLength ? old : new SharedArrayBuffer(data.byteLength);
  memory[i] = buffer;
  const copy = new (data.constructor as SharedView)(buffer, 0, data.length);
  copy.set(data as never);
  return copy;
}

type SharedView = new (buffer: SharedArrayBuffer, offset: number, length: number) => InputData;
