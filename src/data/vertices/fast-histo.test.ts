import { describe, expect, test } from "vitest";
import { createRandom } from "../../support/random.js";
import { fastHisto, NO_VERTEX, trackWeight, VERTEX_LSB, vertexWord } from "./fast-histo.js";
import { vertexEvents } from "./generate.js";
import { DEFAULTS } from "./parameters.js";
import { BINS, digitise, ptMantissa, RINV, WORDS, Z0 } from "./track-word.js";

/** Words of tracks of these pT (GeV) at these words of z0. */
function tracks(...list: readonly (readonly [pt: number, z0: number])[]): Int16Array {
  const words = new Int16Array(list.length * WORDS);
  const rest = { charge: 1, eta: 0, phi: 0, z0: 0, chi2rphi: 0, chi2rz: 0, bendchi2: 0, stubs: 6, mva: 7 } as const;
  list.forEach(([pt, z0], i) => {
    digitise({ pt, ...rest }, words, i * WORDS);
    words[i * WORDS + Z0] = z0;
  });
  return words;
}

const find = (...list: readonly (readonly [number, number])[]): number => fastHisto(tracks(...list), list.length);

/** The word for the middle of a bin, computed by real numbers from the width 164/1024 cm. */
const middle = (bin: number): number => Math.round(((bin + 0.5 - BINS / 2) * (164 / 1024)) / VERTEX_LSB);

describe("fastHisto by hand", () => {
  test("a lone track: the first of three equal windows, and still the middle of its bin", () => {
    // Window 126, offset 2 · 10 · 819/8192 = 1.9995, rounded to 2048/1024; (0.5 · 164/1024) · 512 = 41.
    expect(find([10, 0])).toBe(41);
    expect(find([10, 15])).toBe(41);
    expect(find([10, -1])).toBe(-41);
  });

  test("a place between bins by weights", () => {
    // h = 30, 10 in bins 128, 129; the first greatest window is 127; offset (30 + 20) / 40 = 1.25 bins by 205/8192.
    const offset = Math.floor((50 * 205 + 4) / 8);
    expect(find([30, 0], [10, 16])).toBe(Math.round(((-1024 + 512 + offset) * 164) / 2048));
  });

  test("ties go to the least z", () => {
    expect(find([10, 800], [10, -800])).toBe(middle(78));
    expect(find([10, -800], [10, 800])).toBe(middle(78));
    expect(find([10, -800], [11, 800])).toBe(middle(178));
  });

  test("first and last bin: windows end at the range's ends", () => {
    expect(find([10, -2048])).toBe(middle(0));
    expect(find([10, 2047])).toBe(middle(255));
    expect(find([10, -2033], [10, -2032])).toBe(middle(0.5));
  });

  test("a track weighs whole GeV, half ones rounded up, 127 at most, and nothing up to 2 GeV", () => {
    expect([64, 65, 79, 80, 111, 112, 127 * 32 + 15, 128 * 32, 2 ** 14 - 1].map(trackWeight)).toEqual([
      0, 2, 2, 3, 3, 4, 127, 127, 127,
    ]);
    expect(find([400, -800], [64, 800], [64, 801])).toBe(middle(178));
  });

  test("a bin holds 511 GeV", () => {
    const pile = Array.from({ length: 6 }, () => [127, -800] as const);
    expect(find(...pile, [127, 800], [127, 801], [127, 802], [127, 803])).toBe(middle(78));
    expect(find(...pile, [127, 800], [127, 801], [127, 802], [127, 816], [127, 817])).toBeGreaterThan(middle(177));
  });

  test("without tracks above 2 GeV the least word", () => {
    expect(find()).toBe(NO_VERTEX);
    expect(find([1.95, 0])).toBe(NO_VERTEX);
  });
});

describe("fastHisto against rational numbers", () => {
  test("on generated events", () => {
    const event = vertexEvents(7, "rational", DEFAULTS);
    for (let item = 0; item < 100; item++) {
      const { words, count } = event(item);
      expect(fastHisto(words, count), `event ${item}`).toBe(rationalFastHisto(words, count));
    }
  });

  test("on few tracks of any words, where saturation, ties and ends are common", () => {
    const random = createRandom(7, "few tracks");
    for (let trial = 0; trial < 2000; trial++) {
      const count = Math.floor(14 * random.uniform());
      const words = new Int16Array(count * WORDS);
      for (let i = 0; i < count; i++) {
        words[i * WORDS + RINV] = Math.floor((random.chance(0.5) ? 60 : 8000) * (2 * random.uniform() - 1));
        const near = random.chance(0.7) ? 40 : 2047;
        words[i * WORDS + Z0] = (random.chance(0.5) ? 0 : -2048 + near) + Math.floor(near * (2 * random.uniform() - 1));
      }
      expect(fastHisto(words, count)).toBe(rationalFastHisto(words, count));
    }
  });

  test("every sum of a window has the table's inverse", () => {
    for (let sum = 1; sum <= 1533; sum++) {
      const last = Math.min(511, sum);
      const middleBin = Math.min(511, sum - last);
      const sums = new Int32Array(BINS);
      sums.set([sum - last - middleBin, middleBin, last], 100);
      expect(vertexWord(sums), `sum ${sum}`).toBe(rationalVertex(Array.from(sums, BigInt)));
    }
  });
});

/** numerator / denominator; the denominator is positive. */
type Rational = readonly [bigint, bigint];

/** Nearest multiple of 2^-fraction as its mantissa, ties away from 0 or to even; saturated to [least, most]. */
function quantise([n, d]: Rational, fraction: number, ties: "away" | "even", least: bigint, most: bigint): bigint {
  const scaled = n * 2n ** BigInt(fraction);
  const size = scaled < 0n ? -scaled : scaled;
  const whole = size / d;
  const twiceRest = 2n * (size % d);
  const up = twiceRest > d || (twiceRest === d && (ties === "away" || whole % 2n === 1n));
  const rounded = (scaled < 0n ? -1n : 1n) * (whole + (up ? 1n : 0n));
  return rounded < least ? least : rounded > most ? most : rounded;
}

/** The algorithm once more, step by step with the types' own names and exact quotients. */
function rationalFastHisto(words: Int16Array, count: number): number {
  const sums = Array.from({ length: BINS }, () => 0n);
  for (let i = 0; i < count; i++) {
    const pt = BigInt(ptMantissa(words[i * WORDS + RINV] as number));
    const bin = Math.floor(((words[i * WORDS + Z0] as number) + 2048) / 16);
    if (pt > 64n) sums[bin] = (sums[bin] as bigint) + quantise([pt, 32n], 0, "away", 0n, 127n);
  }
  return rationalVertex(sums.map((sum) => (sum > 511n ? 511n : sum)));
}

function rationalVertex(sums: readonly bigint[]): number {
  const windows = sums.slice(2).map((_, b) => sums.slice(b, b + 3));
  const totals = windows.map((window) => window.reduce((a, b) => a + b, 0n));
  const greatest = totals.reduce((a, b) => (b > a ? b : a), 0n);
  if (greatest === 0n) return -(2 ** 14);
  const start = totals.indexOf(greatest);
  const [, second, third] = windows[start] as [bigint, bigint, bigint];
  const inverse = quantise([1n, greatest], 13, "away", 0n, 2n ** 14n - 1n);
  const limits = [-(2n ** 19n), 2n ** 19n - 1n] as const;
  const offset = quantise([(second + 2n * third) * inverse, 2n ** 13n], 10, "away", ...limits);
  const width = quantise([15991504n, 100000000n], 10, "away", ...limits);
  const place = offset + BigInt(start - 128) * 1024n + 512n;
  return Number(quantise([place * width, 2n ** 20n], 9, "even", -(2n ** 14n), 2n ** 14n - 1n));
}
