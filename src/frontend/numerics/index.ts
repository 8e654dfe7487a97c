import type { Numerics } from "../../ir/import.js";
import { bunchcross } from "./bunchcross.js";
import { hls4ml } from "./hls4ml/index.js";

/** The rules of a world; see `Numerics`. */
export function numericsFor(world: Numerics["world"]): Numerics {
  return world === "hls4ml" ? hls4ml : bunchcross;
}
