import { printApFixed, printType } from "../fixed/text.js";
import type { Graph, Node } from "../ir/graph.js";
import { must } from "../support/errors.js";
import { shown } from "../support/text.js";
import { table } from "./table.js";

/** A layer as a person looks at it. */
export interface LayerRow {
  readonly op: string;
  readonly shape: readonly number[];
  readonly type: string;
  /** How it is built in hardware, where there is a choice: `Latency`, `Resource, reuse 8`. */
  readonly strategy: string;
  readonly onnx: readonly string[];
}

/** Files of one folder of a project. */
export interface FileRow {
  readonly path: string;
  readonly files: number;
  readonly bytes: number;
}

export function layerRows(graph: Graph): readonly LayerRow[] {
  return graph.nodes.map((node) => {
    const { shape, elem } = must(graph.types.get(node.output), `type of ${node.output}`);
    const type = node.result === undefined ? printType(elem) : printApFixed(node.result);
    return { op: node.kind, shape, type, strategy: strategyOf(node), onnx: node.origin.nodes };
  });
}

function strategyOf({ attrs }: Node): string {
  const { strategy, reuse } = (attrs ?? {}) as { readonly strategy?: unknown; readonly reuse?: unknown };
  if (typeof strategy !== "string") return "";
  return typeof reuse === "number" && reuse > 1 ? `${strategy}, reuse ${reuse}` : strategy;
}

/** The project's files, one row a folder; files at its top have a row each. */
export function fileRows(files: ReadonlyMap<string, string | Uint8Array>): readonly FileRow[] {
  const rows = new Map<string, FileRow>();
  for (const [name, content] of files) {
    const path = name.includes("/") ? `${name.slice(0, name.lastIndexOf("/"))}/` : name;
    const row = rows.get(path) ?? { path, files: 0, bytes: 0 };
    rows.set(path, { path, files: row.files + 1, bytes: row.bytes + Buffer.byteLength(content) });
  }
  return [...rows.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** What was made and where. */
export function projectText(folder: string, layers: readonly LayerRow[], files: readonly FileRow[]): string {
  const all = files.reduce((sum, row) => ({ files: sum.files + row.files, bytes: sum.bytes + row.bytes }), {
    files: 0,
    bytes: 0,
  });
  const layerCells = layers.map(({ op, shape, type, strategy, onnx }) => [
    op,
    shape.join(" x "),
    type,
    strategy,
    onnx.map((name) => shown(name, 40)).join(", "),
  ]);
  return [
    table(["layer", "shape", "type", "strategy", "ONNX node"], layerCells),
    table(
      ["written", "files", "bytes"],
      [...files.map((row) => [row.path, row.files, row.bytes]), [folder, all.files, all.bytes]],
    ),
  ].join("\n");
}
