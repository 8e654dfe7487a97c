import type { ApFixed } from "../../fixed/types.js";
import { castType } from "../../ir/cast.js";
import type { OpDef } from "../../ir/op.js";
import { defineExtreme, inferExtreme } from "../../ir/select.js";
import { defineSums, inferSums, type SumForm } from "../../ir/sum-form.js";
import { outputDims, type Window } from "../../ir/window.js";
import { must } from "../../support/errors.js";
import { arbitraryPool } from "./arbitrary.js";
import { averageRules, poolForms } from "./forms.js";
import { poolCall } from "./hls.js";
import { poolImports } from "./onnx.js";

export interface PoolAttrs extends Window {
  readonly fn: "max" | "average";
  /** Pads (as `pads`) that count in an average's divisor; their value is 0. */
  readonly counted: readonly number[];
  /** Every sum is assigned to it, and so is the maximum; undefined keeps all bits (see `SumRules`). */
  readonly accum: ApFixed | undefined;
}

/** Maximum or average of the real pixels under a window, for each channel: x [d..., C], y [o..., C]. */
export const pool: OpDef<"pool", PoolAttrs> = {
  kind: "pool",
  summary: "max and average pooling, local and global, channels last",
  operands: ["x"],
  onnx: poolImports,
  infer: (attrs, [input]) => {
    const x = must(input, "x");
    const shape = [...outputDims(attrs, x.shape.slice(0, -1)), x.shape.at(-1) ?? 1];
    const forms = poolForms(attrs, x.shape);
    if (attrs.fn === "average") return inferSums(x, forms, shape, averageRules(attrs));
    const best = inferExtreme(x, "max", pixelsOf(forms), shape);
    return attrs.accum === undefined ? best : castType(best, attrs.accum);
  },
  define: (attrs, [input], out) => {
    const x = must(input, "x");
    const forms = poolForms(attrs, x.shape);
    if (attrs.fn === "average") return defineSums(x, forms, out, averageRules(attrs));
    return defineExtreme(x, "max", pixelsOf(forms), attrs.accum);
  },
  hls: poolCall,
  arbitrary: arbitraryPool,
};

function pixelsOf(forms: readonly SumForm[]): readonly Int32Array[] {
  return forms.map(({ terms }) => terms);
}
