import type { Graph } from "../ir/graph.js";

/** A step of the compiler: a graph in, a graph out; the same object where there was nothing to do. */
export interface Pass {
  /** The verb and its object, as in `--disable-pass fuse-bias`. */
  readonly name: string;
  readonly summary: string;
  /** "exact": outputs keep every bit. */
  readonly semantics: "exact" | "may-round";
  readonly run: (graph: Graph) => Graph;
}
