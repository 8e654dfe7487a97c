import type { Estimate } from "../../metrics/auc-error.js";

/** `0.9211 ± 0.0025` */
export function estimateText({ value, error }: Estimate): string {
  return `${value.toFixed(4)} ± ${error.toFixed(4)}`;
}
