import { createHash } from "node:crypto";
import { must } from "../../support/errors.js";
import { generatedBy, markdownTable } from "../docs/markdown.js";
import { autoencoder } from "./autoencoder.js";
import { btagger, btaggerInput } from "./btagger.js";
import { jetTagger } from "./mlp.js";

interface ModelFile {
  readonly name: string;
  readonly about: string;
  readonly make: () => Uint8Array;
}

/** What the generator writes to models/, with what it is. */
export const MODEL_FILES: readonly ModelFile[] = [
  {
    name: "btagger.onnx",
    about:
      "b-tagger with the architecture of CMS-DP-2022-021 (10 candidates x 13 features, 1626 parameters); seeded random weights, **not trained**",
    make: btagger,
  },
  {
    name: "btagger_input.npy",
    about: "1000 toy jets as its input, float32 [1000, 130, 1] on the hardware's grid (docs/toy-jets.md)",
    make: btaggerInput,
  },
  {
    name: "jettag-16-64-32-32-5.onnx",
    about: "jet tagger of the benchmarks, dense 16-64-32-32-5; seeded random weights, **not trained**",
    make: () => jetTagger("Gemm"),
  },
  {
    name: "autoencoder.onnx",
    about: "autoencoder of the benchmarks, dense 57-32-16-3-16-32-57; seeded random weights, **not trained**",
    make: autoencoder,
  },
];

/** The files of models/ that a person wrote. */
export const CONFIGURATIONS: Readonly<Record<string, string>> = {
  "autoencoder-exact32.yml": "autoencoder.onnx with operands of 16 bits and exact sums in 32 bits",
  "autoencoder-exact48.yml": "the same with weights whose sums need more than 32 bits, and sums in 48 bits",
  "autoencoder-hls4ml.yml": "configuration of autoencoder.onnx as hls4ml reads it",
  "btagger-exact32.yml": "btagger.onnx with operands of 16 bits and exact sums in 32 bits",
  "btagger-exact48.yml": "the same with weights whose sums need more than 32 bits, and sums in 48 bits",
  "btagger-hls4ml.yml": "configuration of btagger.onnx as hls4ml reads it",
  "btagger.yml": "configuration of btagger.onnx in Bunchcross's own numerics",
  "jettag-exact32.yml": "jettag-16-64-32-32-5.onnx with operands of 16 bits and exact sums in 32 bits",
  "jettag-exact48.yml": "the same with weights whose sums need more than 32 bits, and sums in 48 bits",
  "jettag-hls4ml.yml": "configuration of jettag-16-64-32-32-5.onnx as hls4ml reads it",
};

/** models/README.md, given the bytes of every file beside it and what it says of the trained networks. */
export function modelsReadme(files: ReadonlyMap<string, Uint8Array>, trained: string): string {
  const row = (name: string, about: string, madeBy: string): string[] => [
    name,
    about,
    `\`${createHash("sha256")
      .update(must(files.get(name), name))
      .digest("hex")}\``,
    madeBy,
  ];
  const rows = [
    ...MODEL_FILES.map(({ name, about }) => row(name, about, "`npm run make-models`")),
    ...Object.entries(CONFIGURATIONS).map(([name, about]) => row(name, about, "hand")),
  ];
  return `${generatedBy("src/tools/make-models.ts and train-models.ts")}
# Committed models

All of these are the project's own work, under its licence (Apache-2.0). The jets are a toy Monte Carlo, not a simulation
of any experiment.

${markdownTable(["file", "what", "SHA-256", "made by"], rows)}

The generator is deterministic: a test compares these files byte for byte with what it writes.

${trained}`;
}
