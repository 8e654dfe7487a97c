import { describe, expect, test } from "vitest";
import { createRandom } from "../../support/random.js";
import * as word from "./track-word.js";

describe("words", () => {
  const random = createRandom(5, "words");
  const flat = (least: number, most: number): number => least + (most - least) * random.uniform();

  test("a quantity comes back within half an LSB", () => {
    const rest = { chi2rphi: 1, chi2rz: 2, bendchi2: 3, stubs: 5, mva: 6 };
    const words = new Int16Array(word.WORDS);
    for (let trial = 0; trial < 2000; trial++) {
      const track = { pt: flat(2, 128), charge: random.chance(0.5) ? 1 : -1, eta: flat(-2.4, 2.4) } as const;
      const [phi, z0] = [flat(-0.35, 0.35), flat(-20.4, 20.4)];
      word.digitise({ ...track, phi, z0, ...rest }, words, 0);
      const back = (field: 0 | 1 | 2 | 3): number => word.undigitise(field, words[field] as number);
      expect(Math.abs(back(word.PHI) - phi)).toBeLessThanOrEqual(Math.PI / 4 / 4096 + 1e-12);
      expect(Math.abs(back(word.TANL) - Math.sinh(track.eta))).toBeLessThanOrEqual(2 ** -13);
      expect(Math.abs(back(word.Z0) - z0)).toBeLessThanOrEqual(word.Z0_RANGE / 4096 + 1e-12);
      const rinv = (track.charge * 0.0114257) / track.pt;
      expect(Math.abs(back(word.RINV) - rinv)).toBeLessThanOrEqual(0.006 / 32768 + 1e-8);
      const pt = word.ptMantissa(words[word.RINV] as number) / 32;
      expect(Math.abs(pt - 0.0114257 / Math.abs(back(word.RINV)))).toBeLessThan(1 / 64 + 1e-4 * pt);
      expect(Array.from(words.subarray(4))).toEqual([1, 2, 3, 31, 6]);
    }
  });

  test("what is outside saturates", () => {
    const rest = { phi: 0, chi2rphi: 0, chi2rz: 0, bendchi2: 0, stubs: 4, mva: 0 };
    const words = new Int16Array(word.WORDS);
    word.digitise({ pt: 0.1, charge: -1, eta: 4, z0: -30, ...rest }, words, 0);
    expect([words[word.RINV], words[word.TANL], words[word.Z0]]).toEqual([-16384, 32767, -2048]);
    expect([word.ptMantissa(0), word.ptMantissa(-1)]).toEqual([16383, 16383]);
  });

  test("bins of z0 and counts of stubs", () => {
    expect([-2048, -2033, -2032, -1, 0, 2047].map(word.z0Bin)).toEqual([0, 0, 1, 127, 128, 255]);
    expect([0, 1, 15, 31, 127, 0b1010101].map(word.stubCount)).toEqual([0, 1, 4, 5, 7, 4]);
  });
});
