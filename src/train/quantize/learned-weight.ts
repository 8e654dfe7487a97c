import { must } from "../../support/errors.js";
import type { Tape } from "../autodiff/tape.js";
import type { FloatData, Parameter, Tensor } from "../autodiff/tensor.js";
import { significantBits } from "./bits.js";
import { rangesOf } from "./groups.js";
import {
  fractionSpec,
  type LearnedModes,
  mantissaRounder,
  typeOfMantissas,
  wholeFraction,
} from "./learned-fraction.js";
import type { Quantizer } from "./quantizer.js";
import { passThrough } from "./straight-through.js";

/** `learnedQuantizer` of a weight whose element i has the fraction bits of group i % groups. */
export function learnedWeight(modes: LearnedModes, groups: number): Quantizer {
  const round = mantissaRounder(modes);
  const fractionsOf = (x: ArrayLike<number>, trained: ArrayLike<number>): Float64Array =>
    magnitudesOf(x, groups).map((magnitude, group) => wholeFraction(trained[group] as number, modes, magnitude));
  const rounded = (x: ArrayLike<number>, trained: ArrayLike<number>): Float64Array => {
    const units = fractionsOf(x, trained).map((fraction) => 2 ** fraction);
    const y = new Float64Array(x.length);
    for (let i = 0; i < y.length; i++) {
      const unit = units[i % groups] as number;
      y[i] = round((x[i] as number) * unit) / unit;
    }
    return y;
  };
  return {
    parameters: (place) => [fractionSpec(place, groups, modes)],
    apply: (cx, { name }, x) => {
      const fraction = cx.parameter(`${name}.fraction`);
      const y = passThrough(cx.tape, x, rounded(x.data, fraction.data));
      cx.bits.set(y, trainedBits(cx.tape, y, fraction, modes));
      learnFromErrors(cx.tape, x, y, fraction, modes);
      return y;
    },
    type: ({ name }, values, x = values(name)) => {
      const trained = values(`${name}.fraction`);
      const y = rounded(x, trained);
      const fractions = fractionsOf(x, trained);
      const used = Array.from(y.keys(), (i) => (y[i] === 0 ? LEAST : must(fractions[i % groups], "fraction")));
      const most = used.reduce((a, b) => Math.max(a, b), LEAST);
      const fraction = most === LEAST ? 0 : most;
      const [{ lo, hi }] = rangesOf(y, 1) as [{ lo: number; hi: number }];
      return typeOfMantissas(lo * 2 ** fraction, hi * 2 ** fraction, fraction, modes);
    },
    quantized: ({ name }, values, x) => rounded(x, values(`${name}.fraction`)),
  };
}

function magnitudesOf(x: ArrayLike<number>, groups: number): Float64Array {
  const most = new Float64Array(groups);
  for (let i = 0; i < x.length; i++) {
    const magnitude = Math.abs(x[i] as number);
    if (magnitude > (most[i % groups] as number)) most[i % groups] = magnitude;
  }
  return most;
}

/** Of what is 0. */
const LEAST = Number.NEGATIVE_INFINITY;

/**
 * Effective bits of the elements. Their slope by the fraction is that of max(i + f, 0), the bits that the type would have
 * (arXiv 2405.00645, section III, the estimate of EBOPs while training).
 */
function trainedBits(tape: Tape, y: Tensor, fraction: Parameter, { speed }: LearnedModes): Tensor {
  const bits = tape.tensor(y.shape, [fraction]);
  bits.data.set(y.data.map(significantBits));
  const { grad } = bits;
  if (grad === undefined) return bits;
  tape.record(() => {
    if (fraction.grad) addByGroup(fraction.grad, bits.data.length, (i) => (bits.data[i] ? speed * at(grad, i) : 0));
  });
  return bits;
}

/** dL/df = Σ dL/dq · ln 2 · (x - q) over the elements of a group. */
function learnFromErrors(tape: Tape, x: Tensor, y: Tensor, fraction: Parameter, { speed }: LearnedModes): void {
  tape.record(() => {
    const { grad } = y;
    if (!fraction.grad || !grad) return;
    const factor = Math.LN2 * speed;
    addByGroup(fraction.grad, grad.length, (i) => factor * at(grad, i) * (at(x.data, i) - at(y.data, i)));
  });
}

function addByGroup(sums: FloatData, count: number, term: (index: number) => number): void {
  for (let i = 0; i < count; i++) sums[i % sums.length] = at(sums, i % sums.length) + term(i);
}

function at(data: FloatData, index: number): number {
  return data[index] as number;
}
