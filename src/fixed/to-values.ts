import type { Mantissas } from "./arith.js";
import { decompose, toDouble, toFloat32 } from "./float.js";

/**
 * Writes the values of mantissas with `frac` fraction bits, each rounded once, to nearest, ties to even; as int64 the
 * mantissas themselves, which must fit. Returns how many values were rounded.
 */
export function writeValues(
  mantissas: Mantissas,
  frac: number,
  out: Float32Array | Float64Array | BigInt64Array,
): number {
  if (out instanceof BigInt64Array) {
    for (let i = 0; i < mantissas.length; i++) out[i] = BigInt(mantissas[i] ?? 0);
    return 0;
  }
  let rounded = 0;
  if (mantissas instanceof Float64Array && Math.abs(frac) < 960) {
    // Scaling a double by a power of two is exact here, so that storing it is the only rounding.
    const unit = 2 ** -frac;
    for (let i = 0; i < mantissas.length; i++) {
      const value = (mantissas[i] as number) * unit;
      out[i] = value;
      if (out[i] !== value) rounded++;
    }
    return rounded;
  }
  const nearest = out instanceof Float32Array ? toFloat32 : toDouble;
  for (let i = 0; i < mantissas.length; i++) {
    const mantissa = BigInt(mantissas[i] ?? 0);
    out[i] = nearest(mantissa, frac);
    if (!isExactly(out[i] as number, mantissa, frac)) rounded++;
  }
  return rounded;
}

/** Whether value = mantissa · 2^-frac. */
function isExactly(value: number, mantissa: bigint, frac: number): boolean {
  if (!Number.isFinite(value)) return false;
  const parts = decompose(value);
  const shift = parts.exponent + frac;
  return shift >= 0 ? parts.mantissa << BigInt(shift) === mantissa : mantissa << BigInt(-shift) === parts.mantissa;
}
