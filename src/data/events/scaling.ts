import { doubleCaster } from "../../fixed/cast-double.js";
import { isPrecisionError, parsePrecision } from "../../fixed/text.js";
import { type ApFixed, apFixed, fraction, maxMantissa, minMantissa } from "../../fixed/types.js";
import { InternalError } from "../../support/errors.js";

/** Precisions of the firmware that scales, as text: what inputs are read as, constants are kept in, and results are. */
export interface ScalingTypes {
  readonly word: string;
  readonly offset: string;
  readonly result: string;
}

/**
 * Standardisation in integers, as AXOL1TL's firmware has it: (x - offset) >> shift for each input. Plain JSON. A negative
 * shift goes left.
 */
export interface Scaling {
  readonly types: ScalingTypes;
  /** Values, not mantissas. */
  readonly offsets: readonly number[];
  readonly shifts: readonly number[];
}

/** Why something is no scaling: a constant that its type does not hold is refused, since firmware would wrap it. */
export interface ScalingProblem {
  readonly problem: string;
  readonly hint: string;
}

/** Those of AXOL1TL v1 and v4 (cms-hls4ml/AXOL1TL, scales.h and NN/defines.h). */
export const FIRMWARE_TYPES: ScalingTypes = {
  word: "ap_fixed<18,13>",
  offset: "ap_fixed<10,10>",
  result: "ap_fixed<8,6,AP_RND_CONV,AP_SAT>",
};

export function isScalingProblem(value: Scaling | ScalingProblem): value is ScalingProblem {
  return "problem" in value;
}

/** Words are integers: a spread below half of one is that of an input that is hardly ever there. */
const LEAST_SPREAD = 0.5;

/** Sums over the words of one input. Those of integers are exact, in any order. */
interface Sums {
  events: number;
  /** Events in which the word is not zero. */
  filled: number;
  first: number;
  squares: number;
}

/**
 * Offset and shift of each of `columns` inputs from blocks of words [events × columns]. The offset is the mean, rounded
 * in its type; the shift is the standard deviation's nearest power of two, over all events or over those in which the
 * word is not zero, whichever is greater: over all events alone, objects that are seldom there would come out as enormous.
 */
export function fitScaling(
  blocks: Iterable<Float32Array>,
  columns: number,
  types: ScalingTypes = FIRMWARE_TYPES,
): Scaling | ScalingProblem {
  const inputs = Array.from({ length: columns }, (): Sums => ({ events: 0, filled: 0, first: 0, squares: 0 }));
  for (const words of blocks) {
    words.forEach((word, i) => {
      const sums = inputs[i % columns] as Sums;
      sums.events++;
      if (word === 0) return;
      sums.filled++;
      sums.first += word;
      sums.squares += word * word;
    });
  }
  const offset = parsePrecision(types.offset);
  const lsb = isPrecisionError(offset) ? 1 : 2 ** -fraction(offset);
  return checkScaling({
    types,
    offsets: inputs.map(({ first, events }) => Math.round(first / events / lsb) * lsb + 0),
    shifts: inputs.map((sums) => {
      const spread = Math.max(spreadOver(sums.events, sums), spreadOver(sums.filled, sums));
      return spread === 0 ? 0 : Math.round(Math.log2(Math.max(LEAST_SPREAD, spread))) + 0;
    }),
  });
}

/** Standard deviation over so many events, in the others of which the word is zero. */
function spreadOver(events: number, { first, squares }: Sums): number {
  return events === 0 ? 0 : Math.sqrt(Math.max(0, squares / events - (first / events) ** 2));
}

/** The same scaling, or what keeps firmware from computing it. */
export function checkScaling(scaling: Scaling): Scaling | ScalingProblem {
  const { types, offsets, shifts } = scaling;
  for (const [name, text] of Object.entries(types)) {
    const parsed = parsePrecision(text);
    if (isPrecisionError(parsed)) return { problem: `types.${name}: '${text}' ${parsed.problem}`, hint: parsed.hint };
  }
  if (offsets.length !== shifts.length) {
    const problem = `${offsets.length} offsets and ${shifts.length} shifts`;
    return { problem, hint: "give one of each for every input" };
  }
  const type = typeOf(types.offset);
  const unfit = offsets.findIndex((offset) => !holds(type, offset));
  if (unfit >= 0) {
    const [least, most] = [minMantissa(type), maxMantissa(type)].map((end) => Number(end) * 2 ** -fraction(type));
    const problem = `offsets[${unfit}]: ${offsets[unfit]} is no value of ${types.offset} (${least} to ${most})`;
    return { problem, hint: "declare a type with the integer and fraction bits that the offset needs" };
  }
  const broken = shifts.findIndex((shift) => !Number.isInteger(shift));
  if (broken < 0) return scaling;
  return { problem: `shifts[${broken}]: ${shifts[broken]} is no integer`, hint: "write the power of two" };
}

function holds(type: ApFixed, value: number): boolean {
  const mantissa = value * 2 ** fraction(type);
  return Number.isInteger(mantissa) && mantissa >= minMantissa(type) && mantissa <= maxMantissa(type);
}

function typeOf(text: string): ApFixed {
  const type = parsePrecision(text);
  if (isPrecisionError(type)) throw new InternalError(`scaling with an unchecked type ${text}`);
  return type;
}

/** Words [events × inputs] as the inputs of the network, exactly as firmware computes them. */
export type Scaler = (words: Float32Array) => Float32Array;

/** Words of the trigger's objects lie between these; results for them are remembered. */
const LEAST_WORD = -256;
const WORDS = 256 + 4096;

export function createScaler(scaling: Scaling): Scaler {
  const scale = wordScaler(scaling);
  const inputs = scaling.offsets.length;
  const remembered = Array.from({ length: inputs }, () => new Float32Array(WORDS).fill(Number.NaN));
  return (words) => {
    const scaled = new Float32Array(words.length);
    for (let i = 0; i < words.length; i++) {
      const word = words[i] as number;
      const table = remembered[i % inputs] as Float32Array;
      const known = table[word - LEAST_WORD];
      if (known !== undefined && !Number.isNaN(known)) scaled[i] = known;
      else {
        scaled[i] = scale(word, i % inputs);
        if (known !== undefined) table[word - LEAST_WORD] = scaled[i] as number;
      }
    }
    return scaled;
  };
}

/**
 * The scaled value of one word: the difference is assigned to the word's type, shifted in that type, which drops bits at
 * its ends, and assigned to the result's.
 */
function wordScaler({ types, offsets, shifts }: Scaling): (word: number, input: number) => number {
  const overflows = { count: 0 };
  const [word, result] = [typeOf(types.word), typeOf(types.result)];
  const difference = doubleCaster(word, overflows);
  const shifted = doubleCaster(apFixed(word), overflows);
  const final = doubleCaster(result, overflows);
  const [wordLsb, resultLsb] = [2 ** -fraction(word), 2 ** -fraction(result)];
  return (value, input) => {
    const less = wordLsb * difference(value - (offsets[input] as number));
    return resultLsb * final(wordLsb * shifted(less * 2 ** -(shifts[input] as number)));
  };
}
