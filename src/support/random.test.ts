import { describe, expect, test } from "vitest";
import { createRandom, philox } from "./random.js";

describe("philox", () => {
  // Known answers of the authors' Random123 library (philox4x32, 10 rounds).
  test.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ] as const)("counter %j, key %j", ([a, b, c, d], [key0, key1], words) => {
    const made = new Uint32Array(4);
    philox(made, a, b, c, d, key0, key1);
    expect([...made]).toEqual(words);
  });
});

describe("createRandom", () => {
  const first = (seed: number, stream: string, item: number): number[] => {
    const { uniform } = createRandom(seed, stream, item);
    return Array.from({ length: 9 }, uniform);
  };

  test("repeats, and differs by seed, stream and item", () => {
    expect(first(1, "jets", 5)).toEqual(first(1, "jets", 5));
    const others = [first(2, "jets", 5), first(1, "weights", 5), first(1, "jets", 6)].flat();
    for (const value of first(1, "jets", 5)) expect(others).not.toContain(value);
  });

  test("means and spreads are those of the distributions", () => {
    const random = createRandom(7, "test");
    const moments = (draw: () => number): [number, number] => {
      const values = Array.from({ length: 20_000 }, draw);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return [mean, values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length];
    };
    const expectNear = ([mean, variance]: [number, number], wantedMean: number, wantedVariance: number): void => {
      expect(Math.abs(mean - wantedMean)).toBeLessThan(0.05);
      expect(Math.abs(variance - wantedVariance)).toBeLessThan(0.1 * Math.max(1, wantedVariance));
    };
    expectNear(moments(random.uniform), 0.5, 1 / 12);
    expectNear(moments(random.normal), 0, 1);
    expectNear(moments(random.exponential), 1, 1);
    expectNear(
      moments(() => random.poisson(3)),
      3,
      3,
    );
    expectNear(
      moments(() => Number(random.chance(0.2))),
      0.2,
      0.16,
    );
  });
});
