import type { Location } from "../../diagnostics/diagnostic.js";
import type { Reporter } from "../../diagnostics/reporter.js";
import type { OnnxNode } from "./model.js";

/**
 * Opset 7 (ONNX 1.2) brought two changes to operators that are read here: binary operators broadcast by numpy's rules
 * instead of by the attributes `broadcast` and `axis`, and the attribute `is_test` went. Where a node says in the words
 * of opset 6 what opset 7 means anyway, it is read as of opset 7; every other one is reported.
 */
export function readAsOpset7(nodes: readonly OnnxNode[], file: string, reporter: Reporter): void {
  for (const { name: onnxNode, opType, domain, attributes } of nodes) {
    const at: Location = { file, onnxNode };
    if (domain !== "") continue;
    const axis = attributes.get("axis");
    if (attributes.get("broadcast") === 1 && axis !== undefined)
      reporter.report("BX1112", { attribute: "axis", value: String(axis), supported: BROADCAST }, at);
    const trains = (opType === "BatchNormalization" || opType === "Dropout") && attributes.get("is_test") !== 1;
    if (trains)
      reporter.report(
        "BX1112",
        { attribute: "is_test", value: "0", supported: "1: export the model for inference" },
        at,
      );
  }
}

const BROADCAST = "broadcasting along the last axes (no axis); or convert the model to opset 7 or later";
