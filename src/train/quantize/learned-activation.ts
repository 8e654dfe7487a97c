import type { ApFixed } from "../../fixed/types.js";
import { must } from "../../support/errors.js";
import type { Tape } from "../autodiff/tape.js";
import { addTo, type Parameter, type Tensor } from "../autodiff/tensor.js";
import { variableBits } from "./bits.js";
import type { Range } from "./groups.js";
import {
  fractionSpec,
  type LearnedModes,
  mantissaRounder,
  typeOfMantissas,
  wholeFraction,
} from "./learned-fraction.js";
import type { Quantizer } from "./quantizer.js";
import { keptRange, observedRange, rangeSpec } from "./range.js";
import { castTo, quantize } from "./straight-through.js";

/** `learnedQuantizer` of activations: one type, whose integer bits come from the range that was seen. */
export function learnedActivation(modes: LearnedModes): Quantizer {
  const round = mantissaRounder(modes);
  const typeOf = (range: Range, trained: ArrayLike<number>): ApFixed => {
    const whole = wholeFraction(must(trained[0], "fraction"), modes, Math.max(-range.lo, range.hi));
    return typeOfMantissas(round(range.lo * 2 ** whole), round(range.hi * 2 ** whole), whole, modes);
  };
  const type: Quantizer["type"] = (place, values) => typeOf(keptRange(place, values), values(`${place.name}.fraction`));
  return {
    parameters: (place) => [fractionSpec(place, 1, modes), rangeSpec(place)],
    apply: (cx, place, x) => {
      const trained = cx.parameter(`${place.name}.fraction`);
      const range = observedRange(cx, place, x);
      const type = typeOf(range, trained.data);
      const y = quantize(cx.tape, x, type);
      learnFromErrors(cx.tape, x, y, type, trained, modes);
      cx.bits.set(y, trainedBits(cx.tape, type, castTo([type], [range.lo, range.hi]), trained, modes));
      return y;
    },
    type,
    quantized: (place, values, x) => castTo([type(place, values)], x),
  };
}

/** Effective bits, of slope 1 by the fraction; none, without slope, where both ends of the range round to 0. */
function trainedBits(
  tape: Tape,
  type: ApFixed,
  ends: ArrayLike<number>,
  trained: Parameter,
  { speed }: LearnedModes,
): Tensor {
  if (ends[0] === 0 && ends[1] === 0) return tape.constant([1], [0]);
  const bits = tape.tensor([1], [trained]);
  bits.data.set(variableBits(tape, type).data);
  const { grad } = bits;
  if (grad !== undefined) tape.record(() => trained.grad && addTo(trained.grad, 0, speed * (grad[0] as number)));
  return bits;
}

/** dL/df = Σ dL/dq · ln 2 · (x - q) where q does not saturate. */
function learnFromErrors(
  tape: Tape,
  x: Tensor,
  y: Tensor,
  type: ApFixed,
  trained: Parameter,
  { speed }: LearnedModes,
): void {
  const { kernels } = tape;
  const cut: ApFixed = type.overflow === "WRAP" ? { ...type, overflow: "SAT" } : type;
  tape.record(() => {
    const { grad } = y;
    if (!trained.grad || !grad) return;
    const mark = kernels.mark();
    const terms = kernels.allocate(grad.length);
    kernels.quantizeGradient(terms, grad, x.data, cut);
    const errors = kernels.reserve(grad.length);
    errors.set(x.data);
    kernels.addScaled(errors, y.data, -1);
    kernels.multiply(terms, terms, errors);
    const sums = kernels.allocate(x.shape.at(-1) ?? 1);
    kernels.sumRows(sums, terms);
    kernels.release(mark);
    for (const sum of sums) addTo(trained.grad, 0, Math.LN2 * speed * sum);
  });
}
