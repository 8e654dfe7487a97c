import type { SumForm, SumRules } from "../../ir/sum-form.js";
import { windowCounts, windowTaps } from "../../ir/window.js";
import type { PoolAttrs } from "./index.js";

/** The real pixels under each window, for each channel of x [d..., C], and what their sum is divided by. */
export function poolForms(attrs: PoolAttrs, shape: readonly number[]): readonly SumForm[] {
  const [spatial, channels] = [shape.slice(0, -1), shape.at(-1) ?? 1];
  const counts = windowCounts(attrs, spatial, attrs.counted);
  return windowTaps(attrs, spatial).flatMap((taps, o) =>
    Array.from({ length: channels }, (_, c) => ({
      terms: Int32Array.from(taps, ({ pixel }) => pixel * channels + c),
      divisor: counts[o] ?? 1,
    })),
  );
}

export function averageRules({ accum }: PoolAttrs): SumRules {
  return { accum, castsTerms: false, squares: false };
}
