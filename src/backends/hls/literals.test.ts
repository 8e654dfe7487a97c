import fc from "fast-check";
import { expect, it } from "vitest";
import { exactDecimal, literal } from "./literals.js";

it.each([
  [13n, 5, "0.40625"],
  [-1n, 10, "-0.0009765625"],
  [0n, 3, "0"],
  [5n, 0, "5"],
  [3n, -40, "3298534883328.0"],
  [1n, 60, "8.673617379884035e-19"],
])("%s · 2^-%s is %s", (mantissa, frac, text) => {
  expect(literal(mantissa, frac, "t")).toBe(text);
});

it("is read back exactly, wide values as sums of exact parts", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(1n << 200n), max: 1n << 200n }),
      fc.integer({ min: -50, max: 400 }),
      (mantissa, frac) => {
        const parts = literal(mantissa, frac, "wide_t")
          .split(" + ")
          .map((part) => Number(part.replace(/^wide_t\((.*)\)$/, "$1")));
        // Each part times 2^frac is an integer below 2^53 times a power of two, so BigInt takes it exactly.
        const sum = parts.reduce((total, part) => total + BigInt(part * 2 ** frac), 0n);
        expect(sum).toBe(mantissa);
      },
    ),
  );
});

it("decimals of test data carry every digit", () => {
  expect(exactDecimal(-13n, 5)).toBe("-0.40625");
  expect(exactDecimal(1n << 70n, 3)).toBe("147573952589676412928");
  expect(exactDecimal(1n, 70)).toBe("0.0000000000000000000008470329472543003390683225006796419620513916015625");
  expect(exactDecimal(7n, -2)).toBe("28");
});
