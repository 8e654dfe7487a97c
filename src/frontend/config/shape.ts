import { isMap, isScalar, type Node, type Scalar, type YAMLMap } from "yaml";
import type { Location } from "../../diagnostics/diagnostic.js";
import type { Reporter } from "../../diagnostics/reporter.js";
import { shown } from "../../support/text.js";
import type { ConfigDocument } from "./document.js";

/** A value of the configuration and where it was written. */
export interface Written<T> {
  readonly value: T;
  readonly at: Location;
}

export type JsonSchema = { readonly [keyword: string]: unknown };

export interface ReadContext {
  readonly document: ConfigDocument;
  readonly reporter: Reporter;
  /** Where a key that is unknown here would be valid. */
  readonly places: ReadonlyMap<string, string>;
  /** Keys whose lack of effect has been noted already: one note a file is enough. */
  readonly noted: Set<string>;
  /** Results of anchored nodes, so that many aliases of a large map cost no more than one. */
  readonly anchored: Map<Node, Map<Shape<unknown>, unknown>>;
}

/** What a part of the configuration may look like: how it is read, and the same as JSON Schema. */
export interface Shape<T> {
  /** Reports what is wrong and then returns undefined. `path` names the place in messages. */
  readonly read: (node: Node, path: string, cx: ReadContext) => T | undefined;
  readonly json: JsonSchema;
}

/** Reads through an alias (`*name`). */
export function readNode<T>(shape: Shape<T>, node: Node, path: string, cx: ReadContext): T | undefined {
  const target = cx.document.resolve(node);
  if (target === node) return shape.read(node, path, cx);
  if (target === undefined) {
    const at = cx.document.at(node);
    cx.reporter.report("BX2011", { key: path, written: "an alias of nothing", expected: "an anchor before it" }, at);
    return undefined;
  }
  const known = cx.anchored.get(target) ?? new Map<Shape<unknown>, unknown>();
  cx.anchored.set(target, known);
  if (!known.has(shape)) {
    known.set(shape, undefined);
    known.set(shape, shape.read(target, path, cx));
  }
  return known.get(shape) as T | undefined;
}

/** A shape of scalars: `accept` returns the value, or undefined after reporting. */
export function scalar<T>(
  json: JsonSchema,
  expected: string,
  accept: (value: unknown, node: Scalar) => T | undefined,
): Shape<Written<T>> {
  const read = (node: Node, path: string, cx: ReadContext): Written<T> | undefined => {
    const at = cx.document.at(node);
    const value = isScalar(node) ? accept(node.value, node) : undefined;
    if (value !== undefined) return { value, at };
    cx.reporter.report("BX2011", { key: path, written: describe(node), expected, hint: unquoted(node, expected) }, at);
    return undefined;
  };
  return { json, read };
}

/** The kind and text of what was written, for a message. */
export function describe(node: Node): string {
  if (isMap(node)) return "a map";
  if (!isScalar(node)) return "a list";
  if (node.value === null || node.value === "") return "empty";
  return typeof node.value === "string" ? `the string '${shown(node.value)}'` : String(node.value);
}

function unquoted(node: Node, expected: string): string | undefined {
  const quoted = isScalar(node) && typeof node.value === "string" && expected.includes("number");
  return quoted && /^-?\d+(\.\d+)?$/.test(node.value as string) ? `write ${node.value} without quotes` : undefined;
}

/** The text of a map's key. */
export function keyText(key: unknown): string {
  return isScalar(key) ? String(key.source ?? key.value) : "(no plain key)";
}

/** A map from names that the schema does not know (layers, layer types) to values of one shape. */
export function mapOf<T>(shape: Shape<T>, about: string): Shape<ReadonlyMap<string, Written<T>>> {
  const read = (node: Node, path: string, cx: ReadContext) => {
    const values = new Map<string, Written<T>>();
    for (const { key, value } of entries(node, path, cx) ?? []) {
      const name = keyText(key);
      if (values.has(name)) cx.reporter.report("BX2003", { key: shown(name), where: path }, cx.document.at(key));
      const inner = value === null ? ({} as T) : readNode(shape, value, `${path}.${shown(name, 40)}`, cx);
      if (inner !== undefined) values.set(name, { value: inner, at: cx.document.at(key) });
    }
    return values;
  };
  return { read, json: { type: ["object", "null"], description: about, additionalProperties: nullable(shape.json) } };
}

function nullable(json: JsonSchema): JsonSchema {
  return { anyOf: [json, { type: "null" }] };
}

/** Keys and values of a map; an empty value (`LayerName:`) counts as an empty map. */
export function entries(node: Node, path: string, cx: ReadContext): { key: Node; value: Node | null }[] | undefined {
  if (isScalar(node) && node.value === null) return [];
  if (isMap(node)) return (node as YAMLMap<Node, Node | null>).items.map(({ key, value }) => ({ key, value }));
  cx.reporter.report(
    "BX2011",
    { key: path, written: describe(node), expected: "a map of keys to values" },
    cx.document.at(node),
  );
  return undefined;
}
