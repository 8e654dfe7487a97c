import { firmwareView } from "../../backends/hls/view.js";
import { seededRandom } from "../../ir/choice.js";
import type { OnnxImport } from "../../ir/import.js";
import { OPS } from "../../ops/registry.js";
import { randomNodeGraph } from "../../verify/random-graph.js";
import { generatedBy, markdownTable } from "./markdown.js";

/** Random instances of an op that are asked for their kernel: enough to see every one that it has. */
const INSTANCES = 60;

/** src/ops/README.md: what each tensor op is, which ONNX operators become it, and its C++ kernels. */
export function opsPage(): string {
  const rows = Object.values(OPS).map(({ kind, summary, onnx }) => {
    const headers = [...kernelHeaders(kind)].sort().map((header) => `\`${header}\``);
    return [`\`${kind}\``, summary, operatorList(onnx), headers.join(", ")];
  });
  return `${generatedBy("src/tools/generate.ts")}
# Tensor ops

One folder each: \`index.ts\` is the record (\`src/ir/op.ts\`) with the op's definition, \`onnx.ts\` reads its ONNX operators,
and its kernel is a header of \`templates/nnet_utils/\`. To add one, write these and run \`npm run generate\`. The number
behind an operator is the first version of its domain that is read, further ones are where the operator changed;
\`bxc ops\` prints the same from an installed program.

${markdownTable(["op", "what", "from ONNX", "kernel"], rows)}
`;
}

/** `Squeeze 1, 13; Quant 1 (onnx.brevitas)`: operators with the versions of each set of domains. */
function operatorList(imports: readonly OnnxImport[]): string {
  const versions = new Map<string, number[]>();
  for (const { op, domains, since } of imports) {
    const named = domains.map((domain) => domain || "ai.onnx").join(", ");
    const key = `${op}|${named === "ai.onnx" ? "" : ` (${named})`}`;
    versions.set(key, [...(versions.get(key) ?? []), since]);
  }
  return [...versions].map(([key, since]) => key.replace("|", ` ${since.join(", ")}`)).join("; ");
}

function kernelHeaders(kind: string): Set<string> {
  const graphs = Array.from({ length: INSTANCES }, (_, seed) => randomNodeGraph(seededRandom(seed), kind, undefined));
  const views = graphs.flatMap((graph) => (graph === undefined ? [] : [firmwareView(graph, "kernel")]));
  return new Set(views.flatMap(({ layers }) => layers.map(({ call }) => call.header)));
}
