/** Ways to compute the same bits: as WebAssembly with events side by side, or by the reference interpreter. */
export const ENGINES = ["wasm", "reference"] as const;
export type EngineName = (typeof ENGINES)[number];
