import {
  isAlias,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLMap,
  type YAMLParseError,
} from "yaml";
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

/** Reads YAML 1.2, of which JSON is a part. Reports BX2001 or BX2002 and returns undefined where there is no map at the top. */
export function openDocument(text: string, file: string, reporter: Reporter): ConfigDocument | undefined {
  const lineCounter = new LineCounter();
  const doc = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: false });
  const lines = text.split(/\r?\n/);
  const locate = (offset: number): Location => {
    const { line, col } = lineCounter.linePos(offset);
    return { file, line, column: col, source: lines[line - 1] ?? "" };
  };
  // What the reader makes of the rest after a syntax error is guesswork, so nothing of it is judged.
  const tooDeep = doc.errors.filter(({ message }) => TOO_DEEP.test(message)).slice(0, 1);
  for (const error of tooDeep.length > 0 ? tooDeep : doc.errors)
    reporter.report("BX2001", { problem: problemOf(error) }, locate(error.pos[0]));
  if (doc.errors.length > 0) return undefined;
  const root = doc.contents;
  if (!isMap(root)) {
    const what = root === null ? "empty" : isScalar(root) ? "a single value" : "a list";
    reporter.report("BX2002", { what }, { file });
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

/** The parser recurses; brackets upon brackets exhaust its stack. */
const TOO_DEEP = /call stack/;

/** The parser's words, save where they speak to its caller rather than to who wrote the file. */
function problemOf({ code, message }: YAMLParseError): string {
  if (TOO_DEEP.test(message)) return "it is nested too deeply";
  if (code === "MULTIPLE_DOCS") return "it holds several documents, one after each ---";
  return (message.split("\n")[0] ?? "").replace(/[.:]$/, "");
}
