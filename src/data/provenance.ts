import { createHash } from "node:crypto";
import { type Provenance, type SampleRequest, TOY_NOTICE } from "./sample.js";

/** The record of a generator's run; `parameters` are all of its knobs, defaults included. */
export function provenanceOf(
  generator: string,
  version: number,
  { seed, stream = generator }: SampleRequest,
  parameters: Provenance["parameters"],
): Provenance {
  const sorted = Object.fromEntries(Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1)));
  const text = JSON.stringify({ generator, parameters: sorted, version });
  const parameterHash = createHash("sha256").update(text).digest("hex");
  return { generator, version, seed, stream, parameters: sorted, parameterHash, notice: TOY_NOTICE };
}
