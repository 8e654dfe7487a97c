import { describe, expect, it } from "vitest";
import { boundsOf } from "../../../test/support/netlist-arbitrary.js";
import { createFixture } from "../../../test/support/plan-fixture.js";
import type { Interval } from "../../fixed/interval.js";
import type { Cell, Netlist } from "../../netlist/cell.js";
import { evaluateNetlist } from "../../netlist/evaluate.js";
import { rangeOfCell } from "../../netlist/range.js";
import type { Lanes, MapStep } from "../step.js";

const WIDTHS = [16, 32, 64] as const;

/** A program with the values of its ports for some events, whose number is a multiple of 16. */
interface Case {
  readonly program: Netlist;
  readonly inputs: readonly (readonly bigint[])[];
}

/** Runs programs as steps of one plan; `bits` of what comes out are compared. */
function check(lanes: Lanes, cases: readonly Case[], counters = 0, bits: number = lanes): void {
  const events = 16 * Math.ceil(Math.max(...cases.map(({ inputs }) => inputs[0]!.length)) / 16);
  const fixture = createFixture(events);
  const storage = { bits: 64, signed: true } as const;
  const counts = new Array<number>(counters).fill(0);
  const padded = cases.map(({ program, inputs }) => ({
    program,
    inputs: inputs.map((row) => Array.from({ length: events }, (_, event) => row[event % row.length]!)),
  }));
  const runs = padded.map(({ program, inputs }) => {
    const feeds = inputs.map((row) => ({ kind: "rows" as const, view: fixture.rows(storage, [[...row]]).view }));
    const out = fixture.rows(storage, [[]]);
    const step: MapStep = { kind: "map", nodes: [], why: "", lanes, program, count: 1, feeds, writes: [out.view] };
    return { step, out };
  });
  const counted = fixture.run(
    runs.map(({ step }) => step),
    events,
    counters,
  );
  padded.forEach(({ program, inputs }, i) => {
    const expected = Array.from({ length: events }, (_, event) =>
      evaluateNetlist(
        program,
        inputs.map((row) => row[event]!),
        counts,
      ).map((value) => BigInt.asIntN(bits, value)),
    );
    expect(
      runs[i]!.out.values[0],
      JSON.stringify(program, (_, v) => (typeof v === "bigint" ? `${v}` : v)),
    ).toEqual(expected.flat());
  });
  expect(counted).toEqual(counts.map(BigInt));
}

/** Inputs first, then the cells; the last one is the output. */
function netlist(ports: readonly Interval[], ...cells: readonly Cell[]): Netlist {
  const ranges = [...ports];
  for (const cell of cells) {
    if (cell.op === "input") continue;
    ranges.push(cell.op === "tally" ? ranges[cell.a]! : rangeOfCell(cell, (wire) => ranges[wire]!));
  }
  const inputs = ports.map((_, port): Cell => ({ op: "input", port }));
  return { cells: [...inputs, ...cells], ranges, ports, outputs: [ranges.length - 1] };
}

/** Intervals at whose ends instructions change. */
function intervals(lanes: Lanes): readonly Interval[] {
  const bits = [1, 8, 15, 16, 17, 23, 32, 33, 51, 52, 64].filter((n) => n <= lanes);
  return bits.flatMap((n) => [boundsOf(n), { lo: BigInt(n % 2), hi: boundsOf(n).hi + BigInt(n % 2) }]);
}

function corners({ lo, hi }: Interval): readonly bigint[] {
  const third = (hi - lo) / 3n;
  return [lo, lo + 1n, -2n, -1n, 0n, 1n, 3n, lo + third, hi - third, hi - 1n, hi].filter((v) => v >= lo && v <= hi);
}

/** All pairs of corners of two intervals. */
function pairs(x: Interval, y: Interval): readonly [readonly bigint[], readonly bigint[]] {
  const all = corners(x).flatMap((a) => corners(y).map((b) => [a, b] as const));
  return [all.map(([a]) => a), all.map(([, b]) => b)];
}

function fits({ lo, hi }: Interval, lanes: Lanes): boolean {
  return lo >= boundsOf(lanes).lo && hi <= boundsOf(lanes).hi;
}

describe.each(WIDTHS)("cells in lanes of %i bits, at the ends of intervals", (lanes) => {
  it.each(["add", "sub", "mul", "quotient", "min", "max"] as const)("%s", (op) => {
    const held = intervals(lanes).filter((range) => fits(range, lanes));
    const cases = held.flatMap((x) =>
      held.flatMap((y): Case[] => {
        const program = netlist([x, y], { op, a: 0, b: 1 });
        return program.ranges.every((range) => fits(range, lanes)) ? [{ program, inputs: pairs(x, y) }] : [];
      }),
    );
    expect(cases.length).toBeGreaterThan(20);
    check(lanes, cases);
  });

  it("select, with constants of 0 too", () => {
    const all = boundsOf(lanes);
    const inputs = pairs(all, all);
    const zero: Cell = { op: "const", value: 0n };
    const cases = [
      [0, 1],
      [1, 0],
      [0, 2],
      [2, 0],
      [2, 2],
    ].map(([less = 0, otherwise = 0]) => ({
      program: netlist([all, all], zero, { op: "select", a: 0, b: 1, less, otherwise }),
      inputs,
    }));
    check(lanes, cases);
  });

  it("quotients around multiples, where rounding could reach the next integer", () => {
    const cases = [10, 15, 16, 21, 22, 23, 24, 25, 31, 32, 48, 49, 50, 51, 52, 53, 54, 60, 63]
      .filter((bits) => bits < lanes)
      .map((bits): Case => {
        const range = { lo: -(1n << BigInt(bits)) + 1n, hi: (1n << BigInt(bits)) - 1n };
        const divisors = [1n, 3n, 7n, 10n, range.hi / 3n, range.hi / 2n, range.hi - 1n, range.hi].filter((d) => d > 0n);
        const all = divisors.flatMap((b) =>
          [range.hi / b, range.hi / b - 1n].flatMap((n) =>
            [n * b - 1n, n * b, n * b + 1n].flatMap(
              (a) =>
                [
                  [a, b],
                  [-a, b],
                  [a, -b],
                ] as const,
            ),
          ),
        );
        const held = all.filter(([a]) => a >= range.lo && a <= range.hi);
        const inputs = [held.map(([a]) => a), held.map(([, b]) => b)];
        return { program: netlist([range, range], { op: "quotient", a: 0, b: 1 }), inputs };
      });
    check(lanes, cases);
  });

  it("shifts by all counts, and wraps to all widths", () => {
    const all = boundsOf(lanes);
    const cases: Case[] = [];
    for (const x of [all, { lo: 0n, hi: all.hi }])
      for (let bits = 0; bits <= lanes + 20; bits++) {
        const cells: Cell[] = [{ op: "shr", a: 0, bits }];
        if (bits > 0 && bits < lanes) cells.push({ op: "wrap", a: 0, signed: false, width: bits });
        if (bits > 0 && bits <= lanes) cells.push({ op: "wrap", a: 0, signed: true, width: bits });
        for (const cell of cells) cases.push({ program: netlist([x], cell), inputs: [corners(x)] });
      }
    check(lanes, cases);
    // Modulo 2^lanes; the interval of a shift to the left says what no lanes hold.
    const left = Array.from({ length: lanes + 20 }, (_, bits): Case => {
      return { program: netlist([all], { op: "shl", a: 0, bits }), inputs: [corners(all)] };
    });
    check(lanes, left);
  });

  it("wraps of inputs that do not fit", () => {
    const wide = boundsOf(64);
    const programs = [1, 5, 8, lanes - 1].map((width) => netlist([wide], { op: "wrap", a: 0, signed: true, width }));
    check(
      lanes,
      programs.map((program) => ({ program, inputs: [[...corners(wide), 0x1234_5678_9abc_def0n]] })),
    );
  });

  it("tables of all sizes of positions and entries", () => {
    const cases: Case[] = [];
    for (const last of [0, 1, 14, 15, 16, 17, 255, 256])
      for (const [lo, hi] of [
        [0n, 255n],
        [0n, 256n],
        [-1n, 254n],
        [-1n, 255n],
        [-128n, 127n],
        [-129n, 127n],
        [0n, 65_535n],
        [0n, 65_536n],
        [-32_768n, 32_767n],
        [-32_769n, 0n],
        [0n, (1n << 32n) - 1n],
        [0n, 1n << 32n],
        [boundsOf(64).lo, 5n],
      ] as const) {
        const first = Math.min(last, 1);
        // Entries that are not reached may be anything.
        const table = Array.from({ length: last + 4 }, (_, i) =>
          i < first || i > last ? 1n << 63n : i === last ? hi : i === first ? lo : lo + ((hi - lo) * BigInt(i)) / 300n,
        );
        const position = { lo: BigInt(first), hi: BigInt(last) };
        const program = netlist([position], { op: "entry", a: 0, table });
        if (!fits(program.ranges[1]!, lanes)) continue;
        cases.push({ program, inputs: [Array.from({ length: last - first + 1 }, (_, i) => BigInt(i + first))] });
      }
    expect(cases.length).toBeGreaterThan(50);
    check(lanes, cases);
  });

  it("tallies at and beyond the bounds of the lanes", () => {
    const all = boundsOf(lanes);
    const narrow = { lo: -5n, hi: 5n };
    const bounds = [
      all,
      narrow,
      { lo: -4n, hi: 9n },
      { lo: -9n, hi: 4n },
      { lo: 6n, hi: 9n },
      { lo: all.hi * 4n, hi: all.hi * 5n },
      { lo: all.lo * 5n, hi: all.lo * 4n },
      { lo: all.lo - 1n, hi: 0n },
      { lo: 0n, hi: all.hi + 1n },
    ];
    const cases = [all, narrow].flatMap((x) =>
      bounds.map(({ lo, hi }, counter): Case => {
        return { program: netlist([x], { op: "tally", a: 0, lo, hi, counter }), inputs: [corners(x)] };
      }),
    );
    check(lanes, cases, bounds.length);
  });

  it("constants that only low bits are wanted of", () => {
    const value = 0x1234_5678_9abc_def0_1357n;
    const cells: Cell[] = [
      { op: "const", value },
      { op: "add", a: 0, b: 1 },
      { op: "wrap", a: 2, signed: true, width: lanes - 2 },
    ];
    check(lanes, [{ program: netlist([boundsOf(lanes)], ...cells), inputs: [corners(boundsOf(lanes))] }]);
  });
});
