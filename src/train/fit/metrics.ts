import { auc } from "../../metrics/roc.js";
import { sizeOf } from "../autodiff/tensor.js";
import { columnNamed } from "../data/columns.js";
import type { LabelHead, TargetHead } from "./losses.js";
import type { Metric } from "./options.js";

/** Share of the events' weights where the greatest logit (or the sign of a single one) is that of the label. */
export function accuracy({ output, labels }: LabelHead): Metric {
  return (outputs, data, weights) => {
    const { shape, data: logits } = columnNamed(outputs, output);
    const { data: truth } = columnNamed(data, labels);
    const classes = sizeOf(shape);
    let [right, all] = [0, 0];
    for (let event = 0; event < data.events; event++) {
      const weight = weights?.[event] ?? 1;
      all += weight;
      if (chosen(logits.subarray(event * classes, (event + 1) * classes)) === truth[event]) right += weight;
    }
    return right / all;
  };
}

function chosen(logits: ArrayLike<number>): number {
  if (logits.length === 1) return (logits[0] as number) > 0 ? 1 : 0;
  let best = 0;
  for (let i = 1; i < logits.length; i++) if ((logits[i] as number) > (logits[best] as number)) best = i;
  return best;
}

/** Area under the curve of an output with one logit against labels 0 and 1. */
export function areaUnderCurve({ output, labels }: LabelHead): Metric {
  return (outputs, data, weights) =>
    auc({ scores: columnNamed(outputs, output).data, signal: columnNamed(data, labels).data, weights });
}

/** Root of the mean square of output - target, over the weights of events. */
export function rootMeanSquare({ output, target }: Pick<TargetHead, "output" | "target">): Metric {
  return (outputs, data, weights) => {
    const [x, t] = [columnNamed(outputs, output).data, columnNamed(data, target).data];
    const width = x.length / data.events;
    let [sum, all] = [0, 0];
    for (let i = 0; i < x.length; i++) {
      const weight = weights?.[Math.floor(i / width)] ?? 1;
      sum += weight * ((x[i] as number) - (t[i] as number)) ** 2;
      all += weight;
    }
    return Math.sqrt(sum / all);
  };
}
