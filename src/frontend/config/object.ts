import { isScalar, type Node } from "yaml";
import { didYouMean, shown } from "../../support/text.js";
import { entries, type JsonSchema, keyText, type ReadContext, readNode, type Shape } from "./shape.js";

/** One key of an object: its spellings (the first is the one that messages use) and the shape of its value. */
export interface Field<T> {
  readonly names: readonly string[];
  readonly shape: Shape<T>;
  readonly about: string;
}

type Fields = Readonly<Record<string, Field<unknown>>>;
export type Values<F extends Fields> = { readonly [K in keyof F]?: F[K] extends Field<infer T> ? T : never };

export interface ObjectShape<F extends Fields> extends Shape<Values<F>> {
  readonly fields: F;
}

export function field<T>(name: string, shape: Shape<T>, about: string, ...synonyms: readonly string[]): Field<T> {
  return { names: [name, ...synonyms], shape, about };
}

/** A field that is also an argument or attribute of hls4ml's Python, there in snake_case. */
export function argument<T>(name: string, shape: Shape<T>, about: string, ...synonyms: readonly string[]): Field<T> {
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").replace(/([A-Z])([A-Z][a-z])/g, "$1_$2");
  return { names: [...new Set([name, words.toLowerCase(), ...synonyms])], shape, about };
}

/** Editors complete a key's first spelling only. */
const SYNONYM = { doNotSuggest: true };

/** A map with these keys and no others. `what` names one of its keys in messages. */
export function object<F extends Fields>(fields: F, what = "key"): ObjectShape<F> {
  const byName = new Map(Object.entries(fields).flatMap(([id, { names }]) => names.map((name) => [name, id] as const)));
  const properties = Object.values(fields).flatMap(({ names, shape, about }) =>
    names.map((name, i) => [name, { description: about, ...(i > 0 ? SYNONYM : {}), allOf: [shape.json] }] as const),
  );
  const json: JsonSchema = { type: "object", properties: Object.fromEntries(properties), additionalProperties: false };

  const read = (node: Node, path: string, cx: ReadContext): Values<F> | undefined => {
    const items = entries(node, path, cx);
    if (items === undefined) return undefined;
    const values: Record<string, unknown> = {};
    for (const { key, value } of items) {
      const name = keyText(key);
      const id = byName.get(name);
      if (id === undefined) unknown(key, name, path, cx);
      else if (Object.hasOwn(values, id))
        cx.reporter.report("BX2003", { key: name, where: path || "the configuration" }, cx.document.at(key));
      else
        values[id] =
          value === null ? undefined : readNode(fields[id]?.shape as Shape<unknown>, value, join(path, name), cx);
    }
    return values as Values<F>;
  };

  function unknown(key: Node, name: string, path: string, cx: ReadContext): void {
    const valid = Object.values(fields).map(({ names }) => names[0] ?? "");
    const where = path === "" ? "the configuration" : path;
    const hint = brokenPrecision(name) ?? misplaced(name, cx) ?? near(name, byName.keys());
    cx.reporter.report("BX2010", { what, key: shown(name, 40), where, valid, hint }, cx.document.at(key));
  }
  return { fields, read, json };
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function near(name: string, candidates: Iterable<string>): string | undefined {
  const found = didYouMean(name, candidates);
  return found === undefined ? undefined : `did you mean '${found}'?`;
}

function misplaced(name: string, cx: ReadContext): string | undefined {
  const place = cx.places.get(name);
  return place === undefined ? undefined : `'${name}' belongs under ${place}`;
}

/** `{default: ap_fixed<16,6>}` is two entries to YAML, the second with the key `6>`. */
function brokenPrecision(name: string): string | undefined {
  return /^\s*-?\w+(\s*,.*)?>\s*$/.test(name) ? 'inside { } a precision needs quotes: "ap_fixed<16,6>"' : undefined;
}

/** Whether a scalar says nothing: hls4ml writes `null` for what was not given. */
export function isEmpty(node: Node): boolean {
  return isScalar(node) && node.value === null;
}
