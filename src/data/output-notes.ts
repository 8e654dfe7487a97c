import type { Reporter } from "../diagnostics/reporter.js";
import { printType } from "../fixed/text.js";
import { bounds, type TensorType } from "../ir/tensor.js";
import type { OutputArray } from "./nd-array.js";

/** Whether all mantissas that a value is proven to have fit int64; reported otherwise. */
export function fitsInt64({ range, elem }: TensorType, output: string, reporter: Reporter): boolean {
  const { lo, hi } = bounds(range);
  const fits = lo === BigInt.asIntN(64, lo) && hi === BigInt.asIntN(64, hi);
  if (!fits) reporter.report("BX3019", { output, type: printType(elem) });
  return fits;
}

/** Notes that `count` values of an output were rounded, where any was; mantissas (int64) never are. */
export function reportRounded(
  { elem }: TensorType,
  output: string,
  to: OutputArray["dtype"],
  count: number,
  reporter: Reporter,
): void {
  if (count > 0 && to !== "int64") reporter.report("BX3020", { output, type: printType(elem), to, count });
}
