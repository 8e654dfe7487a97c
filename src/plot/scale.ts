/** A number on an axis: where it is written, and how. */
export interface Tick {
  readonly value: number;
  /** Empty for the small ticks between decades. */
  readonly text: string;
}

/** Maps values to [0, 1] along an axis. */
export interface Scale {
  /** NaN for what the axis can't show: NaN, and values of at most 0 on a logarithmic one. */
  readonly place: (value: number) => number;
  readonly ticks: readonly Tick[];
  readonly low: number;
  readonly high: number;
}

export type ScaleKind = "linear" | "log";

/** Values beyond are no data: arithmetic on them overflows. */
const GREATEST = 1e100;
/** Relative spread of values below which they are one value: ticks could not tell them apart. */
const LEAST_SPREAD = 1e-9;

/** About so many labelled ticks. */
const TICKS = 6;

/** A scale over a range that holds more than one value. */
export function createScale(kind: ScaleKind, low: number, high: number): Scale {
  if (kind === "linear") {
    return { place: (value) => (value - low) / (high - low), ticks: linearTicks(low, high), low, high };
  }
  const [from, to] = [Math.log10(low), Math.log10(high)];
  const place = (value: number): number => (value > 0 ? (Math.log10(value) - from) / (to - from) : Number.NaN);
  return { place, ticks: logTicks(low, high), low, high };
}

/** The least and the greatest of values that an axis of a kind can show; 0 to 1 (or 0.1 to 1) where there are none. */
export function rangeOf(kind: ScaleKind, values: Iterable<number>): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!(Math.abs(value) < GREATEST) || (kind === "log" && value < 1 / GREATEST)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return kind === "log" ? [0.1, 1] : [0, 1];
  const greatest = Math.max(Math.abs(low), Math.abs(high));
  if (high - low > greatest * LEAST_SPREAD) return [low, high];
  if (kind === "log") return [low / 2, high * 2];
  const room = greatest > 1 / GREATEST ? greatest / 2 : 1;
  return [low - room, high + room];
}

function linearTicks(low: number, high: number): Tick[] {
  const step = niceStep((high - low) / TICKS);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  const greatest = Math.max(Math.abs(low), Math.abs(high));
  // Beyond these, ticks would be wider than what is between them.
  const exponent = greatest >= 1e5 || greatest < 1e-3 ? Math.floor(Math.log10(greatest)) : 0;
  const decimals = Math.max(0, -Math.floor(Math.log10(step * 10 ** -exponent) + 1e-9));
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const value = (first + i) * step;
    const digits = (value * 10 ** -exponent).toFixed(Math.min(decimals, 12));
    return { value, text: exponent === 0 || value === 0 ? plain(digits) : `${plain(digits)}×${powerOfTen(exponent)}` };
  });
}

/** 1, 2 or 5 times a power of ten, the least that is not below `rough`. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5].find((each) => each * power >= rough * (1 - 1e-9)) ?? 10;
  return factor * power;
}

function logTicks(low: number, high: number): Tick[] {
  const [first, last] = [Math.floor(Math.log10(low) + 1e-9), Math.ceil(Math.log10(high) - 1e-9)];
  const every = Math.max(1, Math.ceil((last - first) / 8));
  // In less than two decades, 2 and 5 are labelled too.
  const labelled = last - first <= 2 ? [1, 2, 5] : [1];
  const asPowers = first < -3 || last > 4;
  const ticks: Tick[] = [];
  for (let exponent = first; exponent <= last; exponent++) {
    for (let digit = 1; digit < 10; digit++) {
      const value = digit * 10 ** exponent;
      if (value < low * (1 - 1e-9) || value > high * (1 + 1e-9)) continue;
      const named = labelled.includes(digit) && (exponent - first) % every === 0;
      ticks.push({ value, text: named ? logText(digit, exponent, asPowers) : "" });
    }
  }
  return ticks;
}

function logText(digit: number, exponent: number, asPower: boolean): string {
  if (!asPower || exponent === 0) return plain((digit * 10 ** exponent).toFixed(Math.max(0, -exponent)));
  return digit === 1 ? powerOfTen(exponent) : `${digit}×${powerOfTen(exponent)}`;
}

const powerOfTen = (exponent: number): string =>
  `10${String(exponent).replace(/./g, (c) => (c === "-" ? "⁻" : ("⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(c)] ?? "")))}`;

/** A number with a minus sign of a digit's width; nothing is minus zero. */
const plain = (digits: string): string => (Number(digits) === 0 ? digits.replace("-", "") : digits.replace("-", "−"));
