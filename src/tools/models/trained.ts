import { markdownTable } from "../docs/markdown.js";
import { type Goal, goalsOf, type ReadModelFile } from "./goals.js";

interface Trained {
  /** Of recipe and folder. */
  readonly name: string;
  readonly about: string;
  /** Where they are not the recipe's own. */
  readonly settings?: readonly string[];
}

/** The recipes whose results are committed, those that take longest first. */
export const TRAINED: readonly Trained[] = [
  { name: "autoencoder", about: "autoencoder 57-32-16-3-16-32-57 of Level-1 objects" },
  { name: "vertex", about: "end-to-end vertex chain: track weights, pattern, association" },
  { name: "btagger", about: "b-tagger of CMS-DP-2022-021, 1626 parameters" },
  {
    name: "continual",
    about: "fake-track network on a detector that degrades",
    // Another seed than the one that the recipe's settings were chosen with.
    settings: ["seed=101", "events=300", "test_events=300"],
  },
];

/** The part of models/README.md on the trained networks: what they are, and their figures against the goals. */
export function trainedSection(read: ReadModelFile): string {
  return `## Trained

By \`npm run models\`, from toy Monte Carlo, not experiment simulation. Every folder holds the float model (\`float.onnx\`), its
quantized variants (\`.onnx\` with the \`.yml\` of its name), histories, plots, \`metrics.json\`, and a card with data, seed,
command, figures and SHA-256 of every file.

${markdownTable(
  ["folder", "what"],
  TRAINED.map(({ name, about }) => [`[trained/${name}](trained/${name}/README.md)`, about]),
)}

### Figures

${markdownTable(["measure", "of", "value", "goal", ""], goalsOf(read).map(goalRow))}

Errors are statistical ones of the test events. AUC: of the b-tagger b against all other jets; of the vertex chain the
association of tracks, tt-like sample; of the autoencoder each signal against background, the greatest change of all.
The speed of training against jax-js stands in [benchmarks](../benchmarks/README.md).
`;
}

function goalRow({ measure, of, value, goal, reached }: Goal): string[] {
  return [measure, of, value, goal, reached ? "reached" : "**missed**"];
}
