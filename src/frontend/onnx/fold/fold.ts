import type { FloatTensor } from "../../../ir/import.js";
import type { AttributeReader } from "../attribute-reader.js";
import { creationFolds } from "./create.js";
import { elementwiseFolds } from "./elementwise.js";
import { linearFolds } from "./linear.js";
import { moveFolds } from "./move.js";
import { quantFolds } from "./quant.js";
import { reduceFolds } from "./reduce.js";

/** A node whose operands are all constant, as its evaluator sees it. */
export interface FoldContext extends AttributeReader {
  readonly opType: string;
  readonly opset: number;
  /** Operands by position; undefined where one is left out. */
  readonly inputs: readonly (FloatTensor | undefined)[];
  /** Reports why the node has no value; returns undefined for the caller to return in turn. */
  readonly refuse: (problem: string) => undefined;
}

/** Evaluates an operator in floating point as the ONNX runtime does: each result is rounded once to its element type. */
export type Fold = (cx: FoldContext) => FloatTensor | undefined;

const FOLDS: Readonly<Record<string, Fold>> = {
  ...creationFolds,
  ...moveFolds,
  ...elementwiseFolds,
  ...reduceFolds,
  ...linearFolds,
};

/** Domains under which exporters write QONNX's quantizers. */
const QUANT_DOMAINS: ReadonlySet<string> = new Set([
  "qonnx.custom_op.general",
  "finn.custom_op.general",
  "onnx.brevitas",
]);

/** The evaluator of an operator on constants, if there is one. */
export function foldOf(domain: string, opType: string): Fold | undefined {
  const folds = domain === "" ? FOLDS : QUANT_DOMAINS.has(domain) ? quantFolds : {};
  return Object.hasOwn(folds, opType) ? folds[opType] : undefined;
}
