import { castDouble, decompose } from "../../../fixed/float.js";
import { type ApFixed, fraction } from "../../../fixed/types.js";

/**
 * hls4ml writes weights as decimal text with as many decimals as the type has fraction bits, and its C++ reads them
 * back as doubles: a negative weight smaller than half the last decimal becomes 0 instead of -1 LSB, and integer
 * weights are rounded instead of truncated.
 */
export function castThroughText(value: number, type: ApFixed): bigint {
  return castDouble(Number(decimalText(value, Math.max(0, fraction(type)))), type);
}

/** The value with `digits` decimals, rounded from its exact binary value, ties to even. */
export function decimalText(value: number, digits: number): string {
  const { mantissa, exponent } = decompose(value);
  const scaled = mantissa * 10n ** BigInt(digits);
  const units = exponent >= 0 ? scaled << BigInt(exponent) : roundHalfEven(scaled, BigInt(-exponent));
  const magnitude = (units < 0n ? -units : units).toString().padStart(digits + 1, "0");
  const split = magnitude.length - digits;
  return `${units < 0n ? "-" : ""}${magnitude.slice(0, split)}${digits > 0 ? `.${magnitude.slice(split)}` : ""}`;
}

function roundHalfEven(value: bigint, shift: bigint): bigint {
  const quotient = value >> shift;
  const twiceRest = (value - (quotient << shift)) << 1n;
  const one = 1n << shift;
  return twiceRest > one || (twiceRest === one && (quotient & 1n) === 1n) ? quotient + 1n : quotient;
}
