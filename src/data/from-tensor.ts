import type { Reporter } from "../diagnostics/reporter.js";
import { toDouble, toFloat32 } from "../fixed/float.js";
import { printType } from "../fixed/text.js";
import { fraction } from "../fixed/types.js";
import type { Port } from "../ir/graph.js";
import { bounds, type IntTensor } from "../ir/tensor.js";
import type { OutputArray } from "./nd-array.js";

/** Values of a tensor as float32 of shape [N, ...port.shape], each rounded once, to nearest, ties to even. */
export function toFloat32Array(tensor: IntTensor, port: Port, reporter: Reporter): OutputArray {
  const exact = valuesOf(tensor, toDouble);
  const nearest = valuesOf(tensor, toFloat32);
  const data = new Float32Array(tensor.data.length);
  let count = 0;
  for (let i = 0; i < data.length; i++) {
    data[i] = nearest(i);
    if (data[i] !== exact(i)) count++;
  }
  if (count > 0) reporter.report("BX3020", { output: port.name, type: printType(tensor.type.elem), count });
  return { shape: [tensor.events, ...port.shape], dtype: "float32", data };
}

/** Values of a tensor as float64 of shape [N, ...port.shape], exact up to 53 significant bits. */
export function toFloat64Array(tensor: IntTensor, port: Port): OutputArray {
  const value = valuesOf(tensor, toDouble);
  const data = new Float64Array(tensor.data.length);
  for (let i = 0; i < data.length; i++) data[i] = value(i);
  return { shape: [tensor.events, ...port.shape], dtype: "float64", data };
}

/** Raw mantissas of a tensor as int64 of shape [N, ...port.shape]; reports an output whose range needs more bits. */
export function toMantissaArray(tensor: IntTensor, port: Port, reporter: Reporter): OutputArray | undefined {
  const { lo, hi } = bounds(tensor.type.range);
  if (lo !== BigInt.asIntN(64, lo) || hi !== BigInt.asIntN(64, hi)) {
    reporter.report("BX3019", { output: port.name, type: printType(tensor.type.elem) });
    return undefined;
  }
  const data = new BigInt64Array(tensor.data.length);
  for (let i = 0; i < data.length; i++) data[i] = BigInt(tensor.data[i] ?? 0);
  return { shape: [tensor.events, ...port.shape], dtype: "int64", data };
}

/** Element i as a double; `wide` rounds mantissas that no double holds. Scaling by a power of two is exact. */
function valuesOf(tensor: IntTensor, wide: (mantissa: bigint, frac: number) => number): (index: number) => number {
  const { data } = tensor;
  const frac = fraction(tensor.type.elem);
  const unit = 2 ** -frac;
  if (data instanceof Float64Array && Math.abs(frac) < 960) return (index) => (data[index] as number) * unit;
  return (index) => wide(BigInt(data[index] ?? 0), frac);
}
