import { bindActivation } from "../../ir/elementwise.js";
import type { ImportContext, OnnxImport, UnaryFunction } from "../../ir/import.js";
import type { LookupAttrs } from "./index.js";

export const lookupImports: readonly OnnxImport[] = [
  { op: "Sigmoid", domains: [""], since: 6, read: (cx) => readLookup(cx, "sigmoid") },
  { op: "Tanh", domains: [""], since: 6, read: (cx) => readLookup(cx, "tanh") },
  { op: "Softplus", domains: [""], since: 1, read: (cx) => readLookup(cx, "softplus") },
  { op: "Softsign", domains: [""], since: 1, read: (cx) => readLookup(cx, "softsign") },
];

function readLookup(cx: ImportContext, fn: UnaryFunction): void {
  const x = cx.tensor(0);
  const attrs: LookupAttrs = { fn, lookup: cx.numerics.lookup(cx.layer, fn, x.type) };
  bindActivation(cx, x, { kind: "lookup", fn, attrs });
}
