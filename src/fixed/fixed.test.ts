import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { castBits, withArith } from "./arith.js";
import { castMantissa } from "./cast.js";
import { castDouble, decompose, toDouble, toFloat32 } from "./float.js";
import { isPrecisionError, parsePrecision, printApFixed } from "./text.js";
import {
  type ApFixed,
  apFixed,
  contains,
  differenceType,
  type FixedType,
  fraction,
  maxMantissa,
  minMantissa,
  OVERFLOWS,
  productType,
  ROUNDINGS,
  sumType,
  typeOfRange,
  unionType,
} from "./types.js";

const fixedType = (most: number): fc.Arbitrary<FixedType> =>
  fc.record({
    signed: fc.boolean(),
    width: fc.integer({ min: 1, max: most }),
    int: fc.integer({ min: -8, max: most + 8 }),
  });

const apType = (most: number): fc.Arbitrary<ApFixed> =>
  fc
    .tuple(
      fixedType(most),
      fc.constantFrom(...ROUNDINGS),
      fc.constantFrom(...OVERFLOWS),
      fc.integer({ min: 0, max: 3 }),
    )
    .map(([type, rounding, overflow, n]) =>
      apFixed(type, rounding, overflow, overflow === "WRAP" ? Math.min(n, type.width) : 0),
    );

const mantissaOf = (type: FixedType): fc.Arbitrary<bigint> =>
  fc.bigInt({ min: minMantissa(type), max: maxMantissa(type) });

const typedMantissa = (most: number): fc.Arbitrary<{ type: FixedType; m: bigint }> =>
  fixedType(most).chain((type) => mantissaOf(type).map((m) => ({ type, m })));

describe("cast", () => {
  it("agrees with the modes' definitions on real values (UG1399), for every value of small types", () => {
    let cases = 0;
    for (const signed of [true, false])
      for (let drop = -1; drop <= 4; drop++)
        for (const rounding of ROUNDINGS)
          for (let value = -70n; value <= 70n; value++) {
            const to = apFixed({ signed, width: 40, int: 40 - 3 }, rounding, "WRAP");
            const exact = Number(value) / 2 ** drop;
            expect(castMantissa(signed ? value : value < 0n ? -value : value, 3 + drop, to)).toBe(
              BigInt(roundedByDefinition(signed ? exact : Math.abs(exact), rounding)),
            );
            cases++;
          }
    expect(cases).toBe(2 * 6 * 7 * 141);
  });

  it("keeps every value that the target holds, and always lands in the target", () => {
    fc.assert(
      fc.property(typedMantissa(70), apType(70), ({ type, m }, to) => {
        const held = castMantissa(m, fraction(type), to);
        expect(held >= minMantissa(to) && held <= maxMantissa(to)).toBe(true);
        const symmetricEdge = to.overflow === "SAT_SYM" && to.signed;
        if (contains(to, type) && !symmetricEdge) expect(held).toBe(m << BigInt(fraction(to) - fraction(type)));
      }),
      { numRuns: 500 },
    );
  });

  it("is the same in doubles and in BigInt", () => {
    fc.assert(
      fc.property(typedMantissa(50), apType(40), ({ type, m }, to) => {
        fc.pre(castBits(type, to) <= 53);
        const overflows = { count: 0 };
        const inDoubles = withArith(53, (ar) => ar.big(ar.caster(fraction(type), to, overflows)(ar.of(m))));
        const bigOverflows = { count: 0 };
        const inBigInts = withArith(54, (ar) => ar.big(ar.caster(fraction(type), to, bigOverflows)(ar.of(m))));
        expect([inDoubles, overflows]).toEqual([inBigInts, bigOverflows]);
      }),
      { numRuns: 1000 },
    );
  });
});

/** Each mode on a real number, in the words of the manual rather than by shifts. */
function roundedByDefinition(x: number, mode: (typeof ROUNDINGS)[number]): number {
  const [down, up] = [Math.floor(x), Math.ceil(x)];
  const nearest = x - down < up - x ? down : x - down > up - x ? up : undefined;
  switch (mode) {
    case "TRN":
      return down;
    case "TRN_ZERO":
      return Math.trunc(x) + 0;
    case "RND":
      return nearest ?? up;
    case "RND_MIN_INF":
      return nearest ?? down;
    case "RND_ZERO":
      return (nearest ?? Math.trunc(x)) + 0;
    case "RND_INF":
      return nearest ?? (x >= 0 ? up : down);
    case "RND_CONV":
      return nearest ?? (down % 2 === 0 ? down : up);
  }
}

describe("doubles", () => {
  it("decompose exactly", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        const { mantissa, exponent } = decompose(x);
        expect(toDouble(mantissa, -exponent)).toBe(x + 0);
      }),
    );
  });

  it("go through any type that holds them unchanged, and round once to float32", () => {
    fc.assert(
      fc.property(typedMantissa(50), ({ type, m }) => {
        expect(castDouble(toDouble(m, fraction(type)), apFixed(type))).toBe(m);
        expect(toFloat32(m, fraction(type))).toBe(Math.fround(toDouble(m, fraction(type))));
      }),
    );
    // 2^24 + 1 + a little: two roundings (to double, then to float32) would tie to even and lose the last bit.
    expect(toFloat32((2n ** 24n + 1n) * 2n ** 40n + 1n, 40)).toBe(2 ** 24 + 2);
  });

  it("keep -1 in a signed bit that saturates symmetrically, as AMD's headers do", () => {
    const bit = apFixed({ signed: true, width: 1, int: 1 }, "TRN", "SAT_SYM");
    expect([-5n, -1n, 0n, 3n].map((m) => castMantissa(m, 0, bit))).toEqual([-1n, -1n, 0n, 0n]);
  });

  it("saturate or vanish when infinite", () => {
    const type = { signed: true, width: 8, int: 4 };
    expect(castDouble(Infinity, apFixed(type, "TRN", "SAT"))).toBe(127n);
    expect(castDouble(-Infinity, apFixed(type, "TRN", "SAT_SYM"))).toBe(-127n);
    expect(castDouble(Infinity, apFixed(type))).toBe(0n);
  });
});

describe("result types", () => {
  it("hold every sum, difference, product and union", () => {
    fc.assert(
      fc.property(typedMantissa(20), typedMantissa(20), (a, b) => {
        const at = (type: FixedType, m: bigint, frac: number): bigint => m << BigInt(frac - fraction(type));
        const frac = Math.max(fraction(a.type), fraction(b.type));
        const [x, y] = [at(a.type, a.m, frac), at(b.type, b.m, frac)];
        expectHeld(sumType(a.type, b.type), x + y, frac);
        expectHeld(differenceType(a.type, b.type), x - y, frac);
        expectHeld(unionType(a.type, b.type), x, frac);
        expectHeld(productType(a.type, b.type), a.m * b.m, fraction(a.type) + fraction(b.type));
      }),
    );
  });

  it("of a range are the smallest", () => {
    expect(typeOfRange(0n, 0n, 3)).toEqual({ signed: false, width: 1, int: -2 });
    expect(typeOfRange(-128n, 127n, 0)).toEqual({ signed: true, width: 8, int: 8 });
    expect(typeOfRange(-129n, 0n, 0)).toEqual({ signed: true, width: 9, int: 9 });
    expect(typeOfRange(0n, 256n, 4)).toEqual({ signed: false, width: 9, int: 5 });
  });
});

function expectHeld(type: FixedType, m: bigint, frac: number): void {
  expect(fraction(type)).toBe(frac);
  expect(m >= minMantissa(type) && m <= maxMantissa(type)).toBe(true);
}

describe("precision strings", () => {
  it("print and parse back", () => {
    fc.assert(
      fc.property(apType(200), (type) => {
        expect(parsePrecision(printApFixed(type))).toEqual(type);
      }),
    );
  });

  it.each([
    ["ap_fixed<16,6>", "ap_fixed<16,6>"],
    ["fixed<18,8,TRN,WRAP,0>", "ap_fixed<18,8>"],
    ["ufixed<8, 0, RND_CONV, SAT>", "ap_ufixed<8,0,AP_RND_CONV,AP_SAT>"],
    ["ap_int<4>", "ap_fixed<4,4,AP_TRN_ZERO>"],
    ["uint<1>", "ap_ufixed<1,1,AP_TRN_ZERO>"],
    ["ap_fixed<18,23>", "ap_fixed<18,23>"],
    ["ap_ufixed<18,-2>", "ap_ufixed<18,-2>"],
  ])("reads %s", (text, meaning) => {
    const parsed = parsePrecision(text);
    expect(isPrecisionError(parsed) ? parsed : printApFixed(parsed)).toBe(meaning);
  });

  it.each([
    ["ap_fixed16,6", "did you mean ap_fixed<16,6>?"],
    ["int8", "did you mean ap_int<8>?"],
    ["ap_fixed<16>", "for example ap_fixed<16,6>"],
    ["ap_fixed<16;6>", "did you mean ap_fixed<16,6>?"],
    ["ap_fixed<16,6,AP_ROUND>", "did you mean AP_RND?"],
    ["ap_fixed<16,6,RND,CLAMP>", "did you mean AP_SAT?"],
    ["ap_fixd<16,6>", "did you mean ap_fixed?"],
    ["ap_fixed<0,0>", "write a width of at least 1 bit"],
    ["ap_fixed<-4,2>", "write a width of at least 1 bit"],
  ])("refuses %s and says what to write", (text, hint) => {
    const parsed = parsePrecision(text);
    expect(isPrecisionError(parsed) && parsed.hint).toBe(hint);
  });
});
