/** Ways to compute the same bits: as WebAssembly with events side by side, or by the reference interpreter. */
export const ENGINES = ["wasm", "reference"] as const;
export type EngineName = (typeof ENGINES)[number];

/** For files there is also a program that the machine's own C++ compiler makes. */
export const FILE_ENGINES = [...ENGINES, "native"] as const;
export type FileEngineName = (typeof FILE_ENGINES)[number];
