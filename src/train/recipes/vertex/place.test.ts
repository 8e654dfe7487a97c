import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BINS, undigitise, Z0, z0Bin } from "../../../data/vertices/track-word.js";
import { binsFrom, peakOf, placeOf, wordsBetween } from "./place.js";

const words = fc.integer({ min: -(2 ** 11), max: 2 ** 11 - 1 });

describe("places of bins", () => {
  it("are the means of what their words stand for", () => {
    for (const bin of [0, 1, 127, 128, 255]) {
      const inside = Array.from({ length: 4096 }, (_, i) => i - 2048).filter((word) => z0Bin(word) === bin);
      const mean = inside.reduce((sum, word) => sum + undigitise(Z0, word), 0) / inside.length;
      expect(placeOf(bin)).toBeCloseTo(mean, 12);
    }
  });

  it("have a true place as mean, with shares of two neighbours", () => {
    fc.assert(
      fc.property(fc.double({ min: placeOf(0), max: placeOf(BINS - 1), noNaN: true }), (z0) => {
        const shares = binsFrom(z0);
        expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
        expect(shares.reduce((sum, { bin, share }) => sum + share * placeOf(bin), 0)).toBeCloseTo(z0, 10);
      }),
    );
    // Beyond the middle of the first bin there is no second one.
    expect(binsFrom(-20.469)).toEqual([
      { bin: 0, share: 1 },
      { bin: 1, share: 0 },
    ]);
    expect(binsFrom(20.469).map(({ share }) => share)).toEqual([0, 1]);
  });
});

describe("the distance of a track", () => {
  it("is that of the places, half a word less", () => {
    fc.assert(
      fc.property(words, fc.nat(BINS - 1), (word, bin) => {
        const distance = Math.abs(undigitise(Z0, word) - placeOf(bin)) / (undigitise(Z0, 1) - undigitise(Z0, 0));
        expect(wordsBetween(word, bin)).toBeCloseTo(distance - 0.5, 8);
      }),
    );
  });

  it("is the same in the mirror", () => {
    fc.assert(
      fc.property(words, fc.nat(BINS - 1), (word, bin) => {
        expect(wordsBetween(-1 - word, BINS - 1 - bin)).toBe(wordsBetween(word, bin));
        expect(z0Bin(-1 - word)).toBe(BINS - 1 - z0Bin(word));
      }),
    );
  });
});

describe("the peak", () => {
  const at = (...bins: number[]) =>
    peakOf(Float64Array.from({ length: BINS }, (_, bin) => (bins.includes(bin) ? 3 : -1)));

  it("is the bin of the greatest value", () => {
    expect(at(0)).toBe(0);
    expect(at(255)).toBe(255);
    expect(peakOf([5, ...new Array<number>(BINS).fill(0).with(7, 1)], 1)).toBe(7);
  });

  it("is the middle of all that are equal, rounded up", () => {
    expect(at(10, 11)).toBe(11);
    expect(at(10, 12)).toBe(11);
    expect(at(0, 1, 100)).toBe(34);
    expect(at()).toBe(128);
  });
});
