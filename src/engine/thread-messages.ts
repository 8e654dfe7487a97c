import type { BlockReport } from "../sim/block.js";
import type { EngineSetup } from "./create.js";

/** What a thread makes its simulator from. Structured clones carry it: a graph is data, without functions. */
export type Setup = EngineSetup;

/** What a thread says when its simulator stands, and after every block. */
export type Reply = { readonly kind: "ready" } | { readonly kind: "done"; readonly done: CountedBlock };

/** A block's report whose nodes go by their position in the graph, so that a reply stays small. */
export interface CountedBlock extends Omit<BlockReport, "stats"> {
  readonly stats: readonly { readonly node: number; readonly result: number; readonly inner: number }[];
  /** Time of the simulator. */
  readonly seconds: number;
}
