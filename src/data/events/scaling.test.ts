import { describe, expect, test } from "vitest";
import { castDouble } from "../../fixed/float.js";
import { parsePrecision } from "../../fixed/text.js";
import type { ApFixed } from "../../fixed/types.js";
import { createRandom } from "../../support/random.js";
import { checkScaling, createScaler, FIRMWARE_TYPES, fitScaling, isScalingProblem, type Scaling } from "./scaling.js";

const random = createRandom(3, "scaling");
const INPUTS = 4;

/** Columns of means and spreads that are known: integers around 50, 0 and -20, and a constant. */
const words = Float32Array.from(
  { length: 4000 * INPUTS },
  (_, i) =>
    [
      Math.floor(50 + 33 * random.normal()),
      Math.floor(4096 * random.uniform()),
      Math.floor(-20 + 1.1 * random.normal()),
      7,
    ][i % INPUTS] as number,
);

function fitted(types = FIRMWARE_TYPES): Scaling {
  const scaling = fitScaling([words], INPUTS, types);
  if (isScalingProblem(scaling)) throw new Error(scaling.problem);
  return scaling;
}

describe("the fit", () => {
  const wide = { ...FIRMWARE_TYPES, offset: "ap_fixed<14,13>" };

  test("means on the offset's grid, spreads as powers of two", () => {
    const { offsets, shifts } = fitted(wide);
    expect(Math.abs((offsets[0] as number) - 49.5)).toBeLessThanOrEqual(2);
    expect(Math.abs((offsets[1] as number) - 2048)).toBeLessThan(70);
    expect(offsets.every((offset) => Number.isInteger(2 * offset))).toBe(true);
    expect([offsets[2], offsets[3]]).toEqual([-20.5, 7]);
    expect(shifts).toEqual([5, 10, 0, 0]);
  });

  test("what is seldom there is scaled as where it is there", () => {
    const rare = Float32Array.from({ length: 5000 }, (_, i) => (i % 1000 === 7 ? 100 + i / 100 : 0));
    expect(fitScaling([rare], 1)).toMatchObject({ offsets: [0], shifts: [4] });
    const once = Float32Array.from({ length: 5000 }, (_, i) => (i === 7 ? 3 : 0));
    expect(fitScaling([once], 1)).toMatchObject({ offsets: [0], shifts: [-1] });
  });

  test("the same from any division into blocks", () => {
    const half = 1500 * INPUTS;
    expect(fitScaling([words.subarray(half), words.subarray(0, half)], INPUTS, wide)).toEqual(fitted(wide));
  });

  test("is JSON", () => {
    expect(JSON.parse(JSON.stringify(fitted(wide)))).toEqual(fitted(wide));
  });
});

describe("constants that their types do not hold are errors", () => {
  const scaling: Scaling = { types: FIRMWARE_TYPES, offsets: [80, -3], shifts: [4, -1] };
  const refused = (change: Partial<Scaling>): string => {
    const checked = checkScaling({ ...scaling, ...change });
    return isScalingProblem(checked) ? checked.problem : "accepted";
  };

  test("80 in ap_fixed<8,7>, which AXOL1TL v1 wraps to -48", () => {
    expect(refused({})).toBe("accepted");
    expect(refused({ types: { ...FIRMWARE_TYPES, offset: "ap_fixed<8,7>" } })).toBe(
      "offsets[0]: 80 is no value of ap_fixed<8,7> (-64 to 63.5)",
    );
  });

  test("halves in a type of integers, broken shifts, unequal lengths, no types", () => {
    expect(refused({ offsets: [0, 0.5] })).toContain("offsets[1]: 0.5 is no value of ap_fixed<10,10>");
    expect(refused({ shifts: [4, 0.5] })).toBe("shifts[1]: 0.5 is no integer");
    expect(refused({ shifts: [4] })).toBe("2 offsets and 1 shifts");
    expect(refused({ types: { ...FIRMWARE_TYPES, result: "fixed8" } })).toContain("types.result: 'fixed8'");
  });

  test("a mean outside the type is refused by the fit", () => {
    expect(fitScaling([words], INPUTS)).toMatchObject({
      problem: expect.stringContaining("is no value of ap_fixed<10,10> (-512 to 511)"),
    });
  });
});

describe("scaled words", () => {
  /** The firmware's steps in exact integers, written a second time: subtract, shift in the word's type, assign. */
  const reference = (value: number, offset: number, shift: number): number => {
    const [word, result] = [FIRMWARE_TYPES.word, FIRMWARE_TYPES.result].map((text) => parsePrecision(text) as ApFixed);
    const difference = castDouble(value - offset, word!);
    const moved = shift < 0 ? BigInt.asIntN(18, difference << BigInt(-shift)) : difference >> BigInt(shift);
    return Number(castDouble(Number(moved) / 32, result!)) / 4;
  };

  test("bit for bit those of integers, for every word and shift, twice", () => {
    const offsets = [21, -3, 144, 0, 287, 5];
    const shifts = [4, 0, -1, 7, 8, -3];
    const scale = createScaler({ types: FIRMWARE_TYPES, offsets, shifts });
    const all = Float32Array.from({ length: 5000 * 6 }, (_, i) => Math.floor(i / 6) - 500);
    const expected = all.map((word, i) => reference(word, offsets[i % 6] as number, shifts[i % 6] as number));
    expect(scale(all)).toEqual(expected);
    expect(scale(all)).toEqual(expected);
    expect(new Set(expected)).toContain(31.75);
  });

  test("values between words are scaled too", () => {
    const scale = createScaler({ types: FIRMWARE_TYPES, offsets: [1], shifts: [1] });
    expect([...scale(Float32Array.of(2.5, 2.03125, -700.5))]).toEqual([0.75, 0.5, -32]);
  });
});
