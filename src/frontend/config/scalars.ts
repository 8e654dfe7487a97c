import { isScalar, type Node, type Scalar } from "yaml";
import { didYouMean, shown } from "../../support/text.js";
import { isEmpty } from "./object.js";
import { describe, type ReadContext, type Shape, scalar, type Written } from "./shape.js";

/** Any text; a bare number (`Version: 1.0`) keeps its spelling. */
export const text: Shape<Written<string>> = scalar({ type: ["string", "number"] }, "a text", (value, node: Scalar) =>
  typeof value === "string" && value !== ""
    ? value
    : typeof value === "number"
      ? String(node.source ?? value)
      : undefined,
);

export const boolean: Shape<Written<boolean>> = scalar({ type: "boolean" }, "true or false", (value) =>
  typeof value === "boolean" ? value : undefined,
);

export const positiveInteger: Shape<Written<number>> = scalar(
  { type: "integer", minimum: 1 },
  "a whole number of at least 1",
  (value) => (typeof value === "number" && Number.isSafeInteger(value) && value >= 1 ? value : undefined),
);

/** Every entry is a literal of the firmware and of the compiler's memory; larger tables fit no block RAM. */
const MOST_ENTRIES = 2 ** 16;

export const entryCount: Shape<Written<number>> = scalar(
  { type: "integer", minimum: 1, maximum: MOST_ENTRIES },
  `a whole number from 1 to ${MOST_ENTRIES}`,
  (value) =>
    typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= MOST_ENTRIES ? value : undefined,
);

export const nanoseconds: Shape<Written<number>> = scalar(
  { type: "number", exclusiveMinimum: 0 },
  "a number of nanoseconds above 0",
  (value) => (typeof value === "number" && Number.isFinite(value) && value > 0 ? value : undefined),
);

/** `27%` of the clock period, or nanoseconds; as HLS takes it. */
export const uncertainty: Shape<Written<string>> = scalar(
  {
    anyOf: [
      { type: "string", pattern: "^\\d{1,2}(\\.\\d+)?%$" },
      { type: "number", minimum: 0 },
    ],
  },
  "a percentage below 100 such as 27%, or a number of nanoseconds",
  (value) =>
    typeof value === "number" && Number.isFinite(value) && value >= 0
      ? String(value)
      : typeof value === "string" && /^\d{1,2}(\.\d+)?%$/.test(value)
        ? value
        : undefined,
);

/** `null` is what hls4ml writes for a value that was not given. */
export function optional<T>(shape: Shape<T>): Shape<T> {
  return {
    json: { anyOf: [shape.json, { type: "null" }] },
    read: (node, path, cx) => (isEmpty(node) ? undefined : shape.read(node, path, cx)),
  };
}

/**
 * One of a few words, in any case. `spellings` are further (lower-case) words for a choice; `hints` say more about words
 * that look right.
 */
export function choice<T extends string>(
  choices: readonly T[],
  spellings: Readonly<Record<string, T>> = {},
  hints: ReadonlyMap<string, string> = new Map(),
): Shape<Written<T>> {
  const known = new Map([...choices.map((c) => [c.toLowerCase(), c] as const), ...Object.entries(spellings)]);
  return {
    json: {
      anyOf: [{ enum: choices }, { type: "string", pattern: `^(${[...known.keys()].map(anyCase).join("|")})$` }],
    },
    read: (node, path, cx) => {
      const at = cx.document.at(node);
      const written = isScalar(node) && typeof node.value === "string" ? node.value : undefined;
      const value = written === undefined ? undefined : known.get(written.toLowerCase());
      if (value !== undefined) return { value, at };
      const found = written === undefined ? undefined : didYouMean(written, choices);
      const hint =
        hints.get((written ?? "").toLowerCase()) ?? (found === undefined ? undefined : `did you mean ${found}?`);
      if (written === undefined || written === "")
        cx.reporter.report(
          "BX2011",
          { key: path, written: describe(node), expected: `one of ${choices.join(", ")}` },
          at,
        );
      else cx.reporter.report("BX2012", { key: path, written: shown(written), valid: choices, hint }, at);
      return undefined;
    },
  };
}

/** JSON Schema's patterns have no flag for case. */
function anyCase(word: string): string {
  return [...word].map((c) => (/[a-z]/.test(c) ? `[${c}${c.toUpperCase()}]` : c)).join("");
}

/** A setting of hls4ml that nothing here depends on. A value other than those that change nothing is worth a note. */
export function withoutEffect(why: string, ...neutral: readonly unknown[]): Shape<Written<string>> {
  const read = (node: Node, path: string, cx: ReadContext): undefined => {
    const value = isScalar(node) ? node.value : undefined;
    const key = path.slice(path.lastIndexOf(".") + 1);
    const silent = neutral.includes("anything") || value === null || neutral.includes(value) || cx.noted.has(key);
    if (silent) return undefined;
    cx.noted.add(key);
    const written = isScalar(node) ? shown(String(node.value)) : "[...]";
    cx.reporter.report("BX2042", { key, written, why }, cx.document.at(node));
    return undefined;
  };
  return { json: {}, read };
}
