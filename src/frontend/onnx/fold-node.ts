import type { FloatTensor } from "../../ir/import.js";
import { attributeReader } from "./attribute-reader.js";
import type { Flow, ImportState } from "./context.js";
import { integerTensor, sliceOfShape } from "./fold/create.js";
import { foldOf } from "./fold/fold.js";
import type { OnnxNode } from "./model.js";

/**
 * Stands for the batch length in shapes where the model leaves it open: 2^31 - 1 is a prime and no length of an axis,
 * so nothing computed from lengths is taken for it.
 */
const OPEN_BATCH = 2 ** 31 - 1;

/** A node's value where it depends on constants only, or on no more than a computed tensor's shape; else undefined. */
export function foldNode(
  node: OnnxNode,
  opset: number,
  flows: readonly (Flow | undefined)[],
  state: Pick<ImportState, "batch" | "reporter" | "file">,
): FloatTensor | "failed" | undefined {
  let failed = false;
  const report: ImportState["reporter"]["report"] = (code, params) => {
    failed = true;
    state.reporter.report(code, params, { file: state.file, onnxNode: node.name });
  };
  const reader = attributeReader(node.attributes, report);
  const [x] = flows;
  if (x?.kind === "tensor" && node.domain === "" && (node.opType === "Shape" || node.opType === "Size")) {
    const shape = [state.batch ?? OPEN_BATCH, ...x.ref.shape];
    return node.opType === "Shape"
      ? sliceOfShape(reader, shape)
      : integerTensor([], [shape.reduce((a, b) => a * b, 1)]);
  }
  if (flows.some((flow) => flow?.kind === "tensor")) return undefined;
  const inputs = flows.map((flow) => (flow?.kind === "constant" ? flow.tensor : undefined));
  const refuse = (problem: string): undefined => report("BX1102", { op: node.opType, problem }) as undefined;
  const fold = foldOf(node.domain, node.opType);
  if (fold === undefined) return undefined;
  const value = fold({ ...reader, opType: node.opType, opset, inputs, refuse });
  if (value === undefined || failed) return "failed";
  const broken = value.data.findIndex((entry) => !Number.isFinite(entry));
  if (broken >= 0) refuse(`its value is ${value.data[broken]} at index ${broken}`);
  return failed ? "failed" : value;
}
