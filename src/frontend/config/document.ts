import { isAlias, isMap, isScalar, LineCounter, type Node, parseDocument, type YAMLMap } from "yaml";
import type { Location } from "../../diagnostics/diagnostic.js";
import type { Reporter } from "../../diagnostics/reporter.js";

/** A configuration's text as a tree of nodes that know where they stand. */
export interface ConfigDocument {
  readonly root: YAMLMap;
  /** Place of a node, or of a character inside the scalar that it is. */
  readonly at: (node: Node, column?: number) => Location;
  /** What an alias (`*name`) stands for; any other node itself. */
  readonly resolve: (node: Node) => Node | undefined;
}

/** Reads YAML 1.2, of which JSON is a part. Reports BX2001-BX2003 and returns undefined where there is no map at the top. */
export function openDocument(text: string, file: string, reporter: Reporter): ConfigDocument | undefined {
  const lineCounter = new LineCounter();
  const doc = parseDocument(text, { lineCounter, prettyErrors: false });
  const lines = text.split(/\r?\n/);
  const locate = (offset: number): Location => {
    const { line, col } = lineCounter.linePos(offset);
    return { file, line, column: col, source: lines[line - 1] ?? "" };
  };
  for (const error of doc.errors) {
    const at = locate(error.pos[0]);
    if (error.code === "DUPLICATE_KEY") {
      const key = text.slice(...error.pos).replace(/^["']|["']$/g, "");
      reporter.report("BX2003", { key, where: "one map" }, at);
    } else reporter.report("BX2001", { problem: firstLine(error.message) }, at);
  }
  const root = doc.contents;
  if (!isMap(root)) {
    if (doc.errors.length === 0)
      reporter.report(
        "BX2002",
        { what: root === null ? "empty" : isScalar(root) ? "a single value" : "a list" },
        { file },
      );
    return undefined;
  }
  return {
    root,
    resolve: (node) => (isAlias(node) ? node.resolve(doc) : node),
    at: (node, column) => locate((node.range?.[0] ?? 0) + (column === undefined ? 0 : quote(node) + column)),
  };
}

/** Width of a scalar's opening quote, so that a column counts characters of the value. */
function quote(node: Node): number {
  return isScalar(node) && String(node.type).startsWith("QUOTE") ? 1 : 0;
}

function firstLine(message: string): string {
  return (message.split("\n")[0] ?? "").replace(/[.:]$/, "");
}
