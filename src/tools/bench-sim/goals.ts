import type { Duel, Ratio } from "./duel.js";

/** The networks of the benchmarks. */
const NETWORKS = [
  { id: "jettag", title: "16-64-32-32-5", model: "jettag-16-64-32-32-5.onnx", shape: [16] },
  { id: "btagger", title: "b-tagger", model: "btagger.onnx", shape: [130, 1] },
  { id: "autoencoder", title: "57-32-16-3-16-32-57", model: "autoencoder.onnx", shape: [57] },
] as const;

const HLS4ML: readonly Ratio[] = [{ ours: "wasm", peer: "hls4ml", least: 120 }];

/** Why a goal is missed, where it is; figures are those of the machine of the table. */
const LIMITS = {
  hls4ml:
    "half of our time is products, at 18 of the 25 GMAC/s of 128-bit vectors; hls4ml is faster here than in the goal",
  onnxruntime: "onnxruntime has vectors of 512 bits, WebAssembly of 128",
};

const EXACT_32: readonly Ratio[] = [
  { ours: "wasm", peer: "hls4ml", least: 250, limit: LIMITS.hls4ml },
  { ours: "wasm", peer: "g++", least: 0.7 },
  { ours: "wasm", peer: "onnxruntime", least: 0.7, limit: LIMITS.onnxruntime },
  { ours: "wasm24", peer: "onnxruntime", least: 1, limit: LIMITS.onnxruntime },
  { ours: "wasm", peer: "g++ 512" },
];

const EXACT_48: readonly Ratio[] = [{ ours: "wasm", peer: "g++ int64", least: 0.8 }];

const NATIVE: readonly Ratio[] = [
  { ours: "native", peer: "hls4ml", least: 1000 },
  { ours: "native", peer: "onnxruntime", least: 2.5 },
];

/** The goals that compare rates; all are those of the project's third issue. */
export const DUELS: readonly Duel[] = NETWORKS.flatMap(({ id, title, model, shape }) => {
  const duel = (kind: string, what: string, ratios: readonly Ratio[]): Duel => ({
    id: `${id}-${kind}`,
    title: `${title}, ${what}`,
    model,
    config: `${id}-${kind}.yml`,
    shape,
    ratios,
  });
  const native = id === "jettag" ? NATIVE : [];
  return [
    duel("hls4ml", "hls4ml's bits", HLS4ML),
    duel("exact32", "16-bit operands, 32-bit sums", [...EXACT_32, ...native]),
    duel("exact48", "48-bit sums", EXACT_48),
  ];
});
