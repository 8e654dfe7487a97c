import type { SinkRequest } from "./stream.js";

/** Names and texts of where data come from, for formats that hold nothing else: what is no text becomes JSON. */
export function provenanceTexts(provenance: SinkRequest["provenance"] = {}): readonly (readonly [string, string])[] {
  return Object.entries(provenance).map(([name, value]) => [
    name,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
}
