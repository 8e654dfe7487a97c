import { parentPort, workerData } from "node:worker_threads";
import type { BlockRequest } from "../sim/block.js";
import { must } from "../support/errors.js";
import { createPrepared } from "./create.js";
import type { Reply, Setup } from "./thread-messages.js";

// The program of a worker thread: makes a simulator, then runs one block for every message.
const port = must(parentPort, "port of a worker thread");
const setup = workerData as Setup;
const { model } = setup;
const simulator = await createPrepared(setup);
const positions = new Map(model.graph.nodes.map((node, position) => [node, position]));
const reply = (message: Reply): void => port.postMessage(message);

port.on("message", (request: BlockRequest) => {
  const start = performance.now();
  const { stats, ...report } = simulator.run(request);
  const seconds = (performance.now() - start) / 1000;
  const counts = stats.map(({ node, resultOverflows, innerOverflows }) => {
    return { node: must(positions.get(node), "position of a node"), result: resultOverflows, inner: innerOverflows };
  });
  reply({ kind: "done", done: { ...report, stats: counts, seconds } });
});
reply({ kind: "ready" });
