import type { Location } from "../diagnostics/diagnostic.js";
import type { Reporter } from "../diagnostics/reporter.js";
import { type Mantissas, NUMBER_BITS, type OverflowCount, withArith } from "../fixed/arith.js";
import { printApFixed, printType } from "../fixed/text.js";
import { type ApFixed, maxMantissa, minMantissa } from "../fixed/types.js";
import type { Port } from "../ir/graph.js";
import { fullRange, type IntTensor, sizeOf } from "../ir/tensor.js";
import { doubleCaster, exactCaster } from "../fixed/cast-double.js";
import { eventsIn, featureName } from "./event-shape.js";
import { type BigIntData, isBigIntData, isIntegerType, type NdArray, type NumberData } from "./nd-array.js";

/** Where an array goes: a graph's input and the type, with its modes, that values are assigned to. */
export interface InputPort {
  readonly port: Port;
  readonly type: ApFixed;
}

/**
 * The events of an array as mantissas of an input. Values are rounded and overflow as the input's type says; values
 * outside it are counted in one warning. With `raw`, integer arrays are mantissas already and must lie in the type.
 */
export function toTensor(
  array: NdArray,
  input: InputPort,
  raw: boolean,
  file: string,
  reporter: Reporter,
): IntTensor | undefined {
  const { port, type } = input;
  const events = eventsIn(array, port, file, reporter);
  if (events === undefined) return undefined;
  const at = { file, onnxValue: port.name };
  const { data } = array;
  const mantissas =
    raw && isIntegerType(array.dtype)
      ? fromMantissas(data, input, at, reporter)
      : isBigIntData(data)
        ? fromIntegers(data, input, at, reporter)
        : fromNumbers(data, input, at, reporter);
  return mantissas && { type: fullRange(port.shape, type), events, data: mantissas };
}

function fromNumbers(data: NumberData, input: InputPort, at: Location, reporter: Reporter): Mantissas | undefined {
  if (!allFinite(data, input.port, at, reporter)) return undefined;
  const overflows: OverflowCount = { count: 0 };
  const wide = input.type.width > NUMBER_BITS;
  const cast = wide ? exactCaster(input.type, overflows) : doubleCaster(input.type, overflows);
  return castAll<number>(data, cast, overflows, input, at, reporter);
}

/** Values of 64-bit integers, which doubles can't hold. */
function fromIntegers(data: BigIntData, input: InputPort, at: Location, reporter: Reporter): Mantissas {
  const overflows: OverflowCount = { count: 0 };
  const cast = withArith(NUMBER_BITS + 1, (arith) => {
    const caster = arith.caster(0, input.type, overflows);
    return (value: bigint) => arith.big(caster(arith.of(value)));
  });
  return castAll<bigint>(data, cast, overflows, input, at, reporter);
}

function castAll<V extends number | bigint>(
  data: ArrayLike<V>,
  cast: (value: V) => number | bigint,
  overflows: OverflowCount,
  { port, type }: InputPort,
  at: Location,
  reporter: Reporter,
): Mantissas {
  const bigs = type.width > NUMBER_BITS ? new Array<bigint>(data.length) : undefined;
  const numbers = new Float64Array(bigs === undefined ? data.length : 0);
  for (let i = 0; i < data.length; i++) {
    const mantissa = cast(data[i] as V);
    if (bigs === undefined) numbers[i] = Number(mantissa);
    else bigs[i] = BigInt(mantissa);
  }
  const { count } = overflows;
  if (count > 0) {
    overflows.count = 0;
    const first = Array.prototype.findIndex.call(data, (value: V) => cast(value) !== undefined && overflows.count > 0);
    const where = { ...place(first, port), value: String(data[first]) };
    reporter.report("BX3017", { count, total: data.length, type: printApFixed(type), ...where }, at);
  }
  return bigs ?? numbers;
}

function fromMantissas(
  data: NdArray["data"],
  { port, type }: InputPort,
  at: Location,
  reporter: Reporter,
): Mantissas | undefined {
  const [lo, hi] = [minMantissa(type), maxMantissa(type)];
  const mantissas = Array.from(data as ArrayLike<number | bigint>, BigInt);
  const bad = mantissas.findIndex((mantissa) => mantissa < lo || mantissa > hi);
  if (bad < 0) return stored(mantissas, type);
  const where = place(bad, port);
  reporter.report(
    "BX3018",
    { mantissa: String(mantissas[bad]), ...where, type: printType(type), lo: `${lo}`, hi: `${hi}` },
    at,
  );
  return undefined;
}

function stored(mantissas: readonly bigint[], type: ApFixed): Mantissas {
  return type.width > NUMBER_BITS ? mantissas : Float64Array.from(mantissas, Number);
}

function allFinite(data: NumberData, port: Port, at: Location, reporter: Reporter): boolean {
  let first = -1;
  let count = 0;
  for (let i = 0; i < data.length; i++) {
    if (Number.isFinite(data[i])) continue;
    if (count++ === 0) first = i;
  }
  if (count > 0) reporter.report("BX3016", { value: data[first] ?? Number.NaN, ...place(first, port), count }, at);
  return count === 0;
}

function place(index: number, port: Port): { sample: number; feature: string } {
  const size = sizeOf(port.shape);
  return { sample: Math.floor(index / size), feature: featureName(index % size, port.shape) };
}
