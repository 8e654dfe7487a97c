import type { Graph } from "../ir/graph.js";
import { verifyGraph } from "../ir/verify.js";
import { opOf } from "../ops/registry.js";
import { InternalError } from "../support/errors.js";
import { fuseBias } from "./fuse-bias.js";
import { fuseQuantize } from "./fuse-quantize.js";
import type { Pass } from "./pass.js";
import { removeDeadNodes } from "./remove-dead-nodes.js";
import { simplifyReshapes } from "./simplify-reshapes.js";

/** The passes in the order in which they run; this is the only place that orders them. */
export const PASSES: readonly Pass[] = [removeDeadNodes, simplifyReshapes, fuseBias, fuseQuantize, removeDeadNodes];

export interface PassOptions {
  readonly disable?: readonly string[];
  /** Name of the last pass to run (its first occurrence). */
  readonly stopAfter?: string;
  /** Called after every pass that ran, with its position from 1 on; position 0 is the imported graph. */
  readonly onPass?: (name: string, position: number, graph: Graph) => void;
}

/** Runs the pipeline, and checks after every change that the graph still is one. */
export function runPasses(graph: Graph, options: PassOptions = {}): Graph {
  let current = graph;
  check("import", current);
  options.onPass?.("import", 0, current);
  for (const [index, pass] of PASSES.entries()) {
    if (options.disable?.includes(pass.name)) continue;
    const next = pass.run(current);
    if (next !== current) check(pass.name, next);
    current = next;
    options.onPass?.(pass.name, index + 1, current);
    if (pass.name === options.stopAfter) break;
  }
  return current;
}

function check(stage: string, graph: Graph): void {
  const problems = verifyGraph(graph, opOf);
  if (problems.length > 0) throw new InternalError(`after ${stage}: ${problems.join("; ")}`);
}
