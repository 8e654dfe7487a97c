import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Arith, type OverflowCount, withArith } from "../fixed/arith.js";
import { castMantissa, lowestHeld } from "../fixed/cast.js";
import type { Interval } from "../fixed/interval.js";
import { type ApFixed, apFixed, maxMantissa, minMantissa, OVERFLOWS, ROUNDINGS } from "../fixed/types.js";
import { InternalError } from "../support/errors.js";
import { createNetlist } from "./build.js";
import type { Cell } from "./cell.js";
import { evaluateNetlist } from "./evaluate.js";
import { printNetlist } from "./print.js";

/** Arithmetic on BigInt: no double holds integers of so many bits. */
const BEYOND_DOUBLES = 1000;

const interval = (most: bigint): fc.Arbitrary<Interval> =>
  fc
    .tuple(fc.bigInt(-most, most), fc.bigInt(-most, most))
    .map(([a, b]) => (a < b ? { lo: a, hi: b } : { lo: b, hi: a }));

/** Ends of an interval, what is next to zero in it, and values in between. */
const valuesOf = ({ lo, hi }: Interval): fc.Arbitrary<bigint> =>
  fc.oneof(
    fc.constantFrom(...[lo, hi, -1n, 0n, 1n].filter((value) => value >= lo && value <= hi)),
    fc.bigInt({ min: lo, max: hi }),
  );

const targets: fc.Arbitrary<ApFixed> = fc
  .record({
    signed: fc.boolean(),
    width: fc.integer({ min: 1, max: 40 }),
    int: fc.oneof(fc.integer({ min: -6, max: 46 }), fc.constantFrom(-60, 90)),
    rounding: fc.constantFrom(...ROUNDINGS),
    overflow: fc.constantFrom(...OVERFLOWS),
    saturated: fc.integer({ min: 0, max: 4 }),
  })
  .map(({ rounding, overflow, saturated, ...type }) =>
    apFixed(type, rounding, overflow, overflow === "WRAP" ? saturated : 0),
  );

describe("casts", () => {
  const casts = fc.record({ to: targets, fromFraction: fc.integer({ min: -20, max: 60 }), range: interval(1n << 40n) });

  it("give the bits of the law and count what the reference counts", () => {
    fc.assert(
      fc.property(
        casts.chain((cast) => fc.tuple(fc.constant(cast), fc.array(valuesOf(cast.range), { minLength: 12 }))),
        ([{ to, fromFraction, range }, values]) => {
          const overflows = { count: 0 };
          const build = createNetlist();
          const netlist = build.finish([build.arith.caster(fromFraction, to, overflows)(build.input(range))]);
          const counts = [0];
          for (const value of values) {
            expect(evaluateNetlist(netlist, [value], counts)).toEqual([castMantissa(value, fromFraction, to)]);
            withArith(BEYOND_DOUBLES, (ar) => ar.caster(fromFraction, to, overflows)(ar.of(value)));
          }
          expect(counts).toEqual([overflows.count]);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("are right for every value of small operands in every mode", () => {
    let compared = 0;
    for (const rounding of ROUNDINGS)
      for (const overflow of OVERFLOWS)
        for (const wrapBits of overflow === "WRAP" ? [0, 1, 2, 3] : [0])
          for (const signed of [true, false])
            for (let drop = -2; drop <= 9; drop++) {
              const to = apFixed({ signed, width: 3, int: 3 }, rounding, overflow, wrapBits);
              const build = createNetlist();
              const out = build.arith.caster(drop, to)(build.input({ lo: -64n, hi: 63n }));
              const { lo, hi } = build.rangeOf(out);
              expect(lo >= minMantissa(to) && hi <= maxMantissa(to)).toBe(true);
              const netlist = build.finish([out]);
              for (let value = -64n; value <= 63n; value++, compared++) {
                const [found, law] = [evaluateNetlist(netlist, [value])[0], castMantissa(value, drop, to)];
                // A call of `expect` for each of 150 thousand values would take seconds.
                if (found !== law) expect(found, `${value} dropping ${drop} bits`).toBe(law);
              }
            }
    expect(compared).toBe(7 * 7 * 2 * 12 * 128);
  });

  it("round what was shifted by fewer bits than they drop, and share nothing between types", () => {
    for (const rounding of ROUNDINGS)
      for (const zeros of [1, 2, 3]) {
        const types = [true, false].map((signed) => apFixed({ signed, width: 4, int: 4 }, rounding));
        const build = createNetlist();
        const x = build.arith.shiftLeft(build.input({ lo: -64n, hi: 63n }), zeros);
        const netlist = build.finish(types.map((to) => build.arith.caster(2, to)(x)));
        for (let value = -64n; value <= 63n; value++) {
          const expected = types.map((to) => castMantissa(value << BigInt(zeros), 2, to));
          expect(evaluateNetlist(netlist, [value])).toEqual(expected);
        }
      }
  });

  it("do nothing to what fits, and need no bit more than their operand for the common modes", () => {
    for (const rounding of ["TRN", "TRN_ZERO", "RND", "RND_ZERO"] as const) {
      const to = apFixed({ signed: true, width: 16, int: 8 }, rounding, "SAT");
      const build = createNetlist();
      const netlist = build.finish([build.arith.caster(10, to)(build.input({ lo: -32768n, hi: 32767n }))]);
      expect(netlist.ranges.every(({ lo, hi }) => lo >= -32768n && hi <= 32767n)).toBe(true);
    }
    const build = createNetlist();
    const x = build.input({ lo: -128n, hi: 127n });
    expect(build.arith.caster(4, apFixed({ signed: true, width: 8, int: 4 }, "RND", "SAT"), { count: 0 })(x)).toBe(x);
  });

  it("are counted each time, even where their value is a constant or is not used", () => {
    const build = createNetlist();
    const cast = build.arith.caster(0, apFixed({ signed: false, width: 2, int: 2 }, "TRN", "SAT"), { count: 0 });
    const x = build.input({ lo: 4n, hi: 9n });
    cast(x);
    const netlist = build.finish([cast(x)]);
    const counts: number[] = [];
    expect(evaluateNetlist(netlist, [5n], counts)).toEqual([3n]);
    expect(counts).toEqual([2]);
  });
});

/** One operation on values made so far; generic, so that wires go through it as BigInt does. */
type GenericStep = <T>(ar: Arith<T>, pick: (index: number) => T) => T;

/** Counted back from the latest value: programs that use what they have just made meet more simplifications. */
const index = fc.oneof(fc.nat(2), fc.nat(1000));
const factor = fc.oneof(fc.constantFrom(-8n, -4n, -1n, 1n, 2n, 8n), fc.bigInt(-40n, 40n));
const steps: fc.Arbitrary<GenericStep> = fc.oneof(
  factor.map(
    (value): GenericStep =>
      (ar) =>
        ar.of(value),
  ),
  fc.tuple(fc.constantFrom("add", "sub", "mul", "quotient", "min", "max" as const), index, index).map(
    ([op, a, b]): GenericStep =>
      (ar, pick) =>
        ar[op as "add"](pick(a), pick(b)),
  ),
  fc.tuple(fc.constantFrom("add", "mul", "quotient"), index, factor).map(
    ([op, a, value]): GenericStep =>
      (ar, pick) =>
        ar[op as "add"](pick(a), ar.of(value)),
  ),
  fc.tuple(fc.constantFrom("shiftLeft", "shiftRight"), index, fc.nat(9)).map(
    ([op, a, bits]): GenericStep =>
      (ar, pick) =>
        ar[op as "shiftLeft"](pick(a), bits),
  ),
  fc.tuple(index, index, index, index).map(
    ([a, b, less, otherwise]): GenericStep =>
      (ar, pick) =>
        ar.select(pick(a), pick(b), pick(less), pick(otherwise)),
  ),
  fc.tuple(index, fc.array(fc.bigInt(-99n, 99n), { minLength: 1, maxLength: 9 })).map(
    ([a, table]): GenericStep =>
      (ar, pick) => {
        const position = ar.min(ar.max(pick(a), ar.of(0n)), ar.of(BigInt(table.length - 1)));
        return ar.table(table)(position);
      },
  ),
  fc.tuple(index, targets, fc.integer({ min: -4, max: 12 })).map(
    ([a, to, from]): GenericStep =>
      (ar, pick) =>
        ar.caster(from, to)(pick(a)),
  ),
);

describe("random programs", () => {
  const programs = fc
    .record({
      ports: fc.array(interval(300n), { minLength: 1, maxLength: 3 }),
      steps: fc.array(steps, { maxLength: 25 }),
    })
    .chain((program) =>
      fc.tuple(fc.constant(program), fc.array(fc.tuple(...program.ports.map(valuesOf)), { minLength: 8 })),
    );

  it("have as netlists the values of the reference, in the intervals that were proven", () => {
    fc.assert(
      fc.property(programs, ([program, events]) => {
        const run = <T>(ar: Arith<T>, inputs: readonly T[]): T[] => {
          const values = [...inputs];
          for (const step of program.steps)
            values.push(step(ar, (k) => values[values.length - 1 - (k % values.length)] as T));
          return values;
        };
        const build = createNetlist();
        const wires = run(build.arith, program.ports.map(build.input));
        const netlist = build.finish(wires);
        for (const event of events) {
          const expected = withArith(BEYOND_DOUBLES, (ar) => run(ar, event.map(ar.of)).map(ar.big));
          expect(evaluateNetlist(netlist, event)).toEqual(expected);
        }
        expect(netlist.ports).toEqual(program.ports);
        for (const [wire, { lo, hi }] of netlist.ranges.entries()) {
          const cell = netlist.cells[wire] as Cell;
          expect(cell.op === "input" || (lo === hi) === (cell.op === "const")).toBe(true);
          expect("bits" in cell ? cell.bits : 1).toBeGreaterThan(0);
        }
      }),
      { numRuns: 1200 },
    );
  });
});

describe("what needs no cell", () => {
  const x = { lo: -100n, hi: 90n };
  const printed = (body: <T>(ar: Arith<T>, x: T, y: T) => T): string => {
    const build = createNetlist();
    const [a, b] = [build.input(x), build.input(x)];
    return printNetlist(build.finish([body(build.arith, a, b)]));
  };

  it("is left out", () => {
    const self = "%0 = input 0 : [-100, 90]\nout %0";
    expect(printed((ar, a) => ar.add(a, ar.of(0n)))).toBe(self);
    expect(printed((ar, a) => ar.mul(ar.of(1n), a))).toBe(self);
    expect(printed((ar, a) => ar.shiftRight(ar.shiftLeft(a, 3), 3))).toBe(self);
    expect(printed((ar, a) => ar.min(ar.of(90n), ar.max(a, ar.of(-100n))))).toBe(self);
    expect(printed((ar, a, b) => ar.select(a, ar.of(91n), a, b))).toBe(self);
    expect(printed((ar, a) => ar.caster(0, apFixed({ signed: true, width: 8, int: 8 }))(a))).toBe(self);
    expect(printed((ar, a) => ar.sub(ar.of(0n), ar.mul(a, ar.of(-1n))))).toBe(self);
    expect(printed((ar, a) => ar.shiftRight(ar.add(ar.shiftLeft(a, 4), ar.of(8n)), 4))).toBe(self);
    expect(printed((ar, a) => ar.mul(a, ar.of(0n)))).toBe("%0 = const 0\nout %0");
    expect(printed((ar, a) => ar.shiftRight(ar.max(a, ar.of(0n)), 7))).toBe("%0 = const 0\nout %0");
  });

  it("becomes cheaper cells", () => {
    const cells = (text: string): string[] =>
      text.split("\n").map((line) => line.replace(/^%\d+ = /, "").replace(/ : .*/, ""));
    expect(cells(printed((ar, a) => ar.mul(a, ar.of(-8n))))).toContain("shl %1, 3");
    expect(cells(printed((ar, a, b) => ar.select(a, b, a, b)))).toContain("min %0, %1");
    expect(cells(printed((ar, a, b) => ar.select(a, b, b, a)))).toContain("max %0, %1");
    expect(printed((ar, a) => ar.quotient(a, ar.of(4n)))).not.toContain("quotient");
    expect(printed((ar, a, b) => ar.add(ar.mul(a, b), ar.mul(b, a)))).toMatch(/^(?!.*mul.*mul)/s);
    expect(printed((ar, a) => ar.shiftRight(a, 99))).toContain("shr %0, 7");
  });
});

describe("intervals", () => {
  it("know the condition in the branches of a choice", () => {
    const build = createNetlist();
    const { of, sub, select } = build.arith;
    const x = build.input({ lo: -128n, hi: 127n });
    expect(build.rangeOf(select(x, of(0n), sub(of(0n), x), x))).toEqual({ lo: 0n, hi: 128n });
    const zeroing = apFixed({ signed: true, width: 4, int: 4 }, "TRN", "SAT_ZERO");
    expect(build.rangeOf(build.arith.caster(0, zeroing)(x))).toEqual({ lo: lowestHeld(zeroing), hi: 7n });
  });

  it("of what wraps are those of its period where it lies in one, all of the type's elsewhere", () => {
    const build = createNetlist();
    const low3 = build.arith.caster(0, apFixed({ signed: false, width: 3, int: 3 }));
    const rangeOf = (lo: bigint, hi: bigint): Interval => build.rangeOf(low3(build.input({ lo, hi })));
    expect(rangeOf(17n, 20n)).toEqual({ lo: 1n, hi: 4n });
    expect(rangeOf(6n, 9n)).toEqual({ lo: 0n, hi: 7n });
    expect(rangeOf(8n, 16n)).toEqual({ lo: 0n, hi: 7n });
    expect(rangeOf(-8n, -1n)).toEqual({ lo: 0n, hi: 7n });
  });

  it("are narrowed by what is known from elsewhere, and betray what was wrong", () => {
    const build = createNetlist();
    const x = build.input({ lo: 0n, hi: 9n });
    const y = build.assume(build.arith.mul(x, x), { lo: -5n, hi: 20n });
    expect(build.rangeOf(y)).toEqual({ lo: 0n, hi: 20n });
    const netlist = build.finish([y]);
    expect(evaluateNetlist(netlist, [4n])).toEqual([16n]);
    expect(() => evaluateNetlist(netlist, [5n])).toThrow(InternalError);
    expect(() => evaluateNetlist(netlist, [10n])).toThrow(InternalError);
    expect(() => build.assume(y, { lo: 21n, hi: 30n })).toThrow(InternalError);
  });
});

describe("counters", () => {
  it("are those that the caller gives to what counts", () => {
    const [first, second]: OverflowCount[] = [{ count: 0 }, { count: 0 }];
    const build = createNetlist((overflows) => (overflows === second ? 7 : 3));
    const bit = apFixed({ signed: false, width: 1, int: 1 }, "TRN", "WRAP");
    const x = build.input({ lo: 0n, hi: 3n });
    const wires = [first, second, second].map((overflows) => build.arith.caster(0, bit, overflows)(x));
    const counts: number[] = [];
    expect(evaluateNetlist(build.finish(wires), [2n], counts)).toEqual([0n, 0n, 0n]);
    expect([counts[3], counts[7]]).toEqual([1, 2]);
  });
});
