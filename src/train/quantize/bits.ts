import type { ApFixed } from "../../fixed/types.js";
import type { Tape } from "../autodiff/tape.js";
import type { FloatData, Tensor } from "../autodiff/tensor.js";

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/** Bits from a value's first one to its last one: what a constant factor costs. 0 for 0. */
export function significantBits(value: number): number {
  if (value === 0) return 0;
  double[0] = value;
  const low = words[0] as number;
  // A double's significand has 52 bits below its hidden one.
  if (low !== 0) return 53 - trailingZeros(low);
  const upper = (words[1] as number) & 0xfffff;
  return upper === 0 ? 1 : 21 - trailingZeros(upper);
}

/** Effective bits of constants, element by element. */
export function constantBits(tape: Tape, { shape, data }: { shape: readonly number[]; data: FloatData }): Tensor {
  const bits = tape.result(shape, []);
  for (let i = 0; i < data.length; i++) bits.data[i] = significantBits(data[i] as number);
  return bits;
}

/** Effective bits of activations of one type: their sign costs nothing. */
export function variableBits(tape: Tape, { width, signed }: ApFixed): Tensor {
  return tape.constant([1], [Math.max(1, width - (signed ? 1 : 0))]);
}

/** ⌊log2 value⌋ of a positive number, exactly. */
export function exponentOf(value: number): number {
  double[0] = value;
  const biased = (words[1] as number) >>> 20;
  return biased === 0 ? exponentOf(value * 2 ** 64) - 64 : biased - 1023;
}

function trailingZeros(word: number): number {
  return 31 - Math.clz32(word & -word);
}
