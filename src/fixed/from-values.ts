import { type Mantissas, NUMBER_BITS, type OverflowCount, withArith } from "./arith.js";
import { doubleCaster, exactCaster } from "./cast-double.js";
import { type BigIntData, isBigIntData, isFloatData, type NumberData } from "./number-data.js";
import { type ApFixed, maxMantissa, minMantissa } from "./types.js";

/** Elements that an input does not take as they are. */
export interface InputFaults {
  /** Not finite or, raw, no mantissa of the type: 0 stands in their place, and what comes of it means nothing. */
  readonly invalid: OverflowCount;
  /** Values outside the type, which overflowed as it says. */
  readonly outside: OverflowCount;
}

export function noFaults(): InputFaults {
  return { invalid: { count: 0 }, outside: { count: 0 } };
}

/**
 * Elements of an array as mantissas of an input of type `to`: values are rounded and overflow as the type says; with
 * `raw`, integers are mantissas already. Adds to `faults`.
 */
export function mantissasFrom(
  data: NumberData | BigIntData,
  to: ApFixed,
  raw: boolean,
  faults: InputFaults = noFaults(),
): Mantissas {
  const cast = elementCaster(data, to, raw, faults);
  if (to.width > NUMBER_BITS) return Array.from({ length: data.length }, (_, i) => BigInt(cast(i)));
  const mantissas = new Float64Array(data.length);
  for (let i = 0; i < mantissas.length; i++) mantissas[i] = Number(cast(i));
  return mantissas;
}

/** Index of the first element with a fault of this kind, -1 where there is none. */
export function firstFault(kind: keyof InputFaults, data: NumberData | BigIntData, to: ApFixed, raw: boolean): number {
  const faults = noFaults();
  const cast = elementCaster(data, to, raw, faults);
  for (let i = 0; i < data.length; i++) {
    cast(i);
    if (faults[kind].count > 0) return i;
  }
  return -1;
}

/** The mantissa that element i becomes. */
function elementCaster(
  data: NumberData | BigIntData,
  to: ApFixed,
  raw: boolean,
  { invalid, outside }: InputFaults,
): (index: number) => number | bigint {
  if (raw && !isFloatData(data)) {
    const [lo, hi] = [minMantissa(to), maxMantissa(to)];
    return (index) => {
      const mantissa = BigInt(data[index] ?? 0);
      if (mantissa >= lo && mantissa <= hi) return mantissa;
      invalid.count++;
      return 0n;
    };
  }
  if (isBigIntData(data)) {
    const cast = bigIntCaster(to, outside);
    return (index) => cast(data[index] ?? 0n);
  }
  const cast = to.width > NUMBER_BITS ? exactCaster(to, outside) : doubleCaster(to, outside);
  return (index) => {
    const value = data[index] as number;
    if (Number.isFinite(value)) return cast(value);
    invalid.count++;
    return 0;
  };
}

/** Values of 64-bit integers, which doubles can't hold. */
function bigIntCaster(to: ApFixed, overflows: OverflowCount): (value: bigint) => bigint {
  return withArith(NUMBER_BITS + 1, (arith) => {
    const cast = arith.caster(0, to, overflows);
    return (value: bigint) => arith.big(cast(arith.of(value)));
  });
}
