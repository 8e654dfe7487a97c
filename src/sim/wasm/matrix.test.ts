import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cornerOf, type Pick, picks } from "../../../test/support/netlist-arbitrary.js";
import { createFixture } from "../../../test/support/plan-fixture.js";
import { createNetlist } from "../../netlist/build.js";
import { evaluateNetlist } from "../../netlist/evaluate.js";
import type { Lanes, Matrix, MatrixStep, Panel, Storage } from "../step.js";

type Mode = MatrixStep["mode"];

interface Case {
  readonly mode: Mode;
  readonly drop: number;
  readonly lanes: Lanes;
  readonly storage: Storage;
  readonly events: number;
  readonly rows: number;
  readonly matrices: readonly Matrix[];
  /** Rows of each panel's inputs. */
  readonly panels: readonly { readonly matrix: number; readonly rows: readonly number[] }[];
}

const WEIGHT = { lo: -32768n, hi: 32767n };

function rangeOf({ bits, signed }: Storage) {
  const count = 1n << BigInt(bits);
  return signed ? { lo: -count / 2n, hi: count / 2n - 1n } : { lo: 0n, hi: count - 1n };
}

/** The sums that `finish` is to get, as the contract of steps defines them. */
function sumsOf({ mode, drop, storage }: Case, weights: readonly bigint[], x: readonly bigint[]): bigint[] {
  const offset = storage.bits === 16 && !storage.signed ? 1n << 15n : 0n;
  const sum = (of: (w: bigint) => bigint, taken: bigint) =>
    BigInt.asIntN(
      32,
      weights.reduce((total, w, k) => total + ((of(w) * (x[k]! - offset)) >> taken), 0n),
    );
  if (mode !== "halves") return [sum((w) => w, mode === "truncated" ? BigInt(drop) : 0n)];
  const high = (w: bigint) => (w + 128n) >> 8n;
  return [sum(high, 0n), sum((w) => w - 256n * high(w), 0n)];
}

/** (sum >> 3) + bias + other, clamped to the target; what the clamp changes is counted. Both of two sums are looked at. */
function finishOf(mode: Mode, target: Storage, other: Storage) {
  const { input, arith, finish } = createNetlist();
  // Of up to 300 terms; only "halves" must fit.
  const limit = mode === "halves" ? 300n << 22n : 1n << 31n;
  const sums = Array.from({ length: mode === "halves" ? 2 : 1 }, () => input({ lo: -limit, hi: limit - 1n }));
  const total = sums.length === 1 ? sums[0]! : arith.sub(sums[0]!, arith.shiftRight(sums[1]!, 4));
  const start = input({ lo: -(1n << 20n), hi: 1n << 20n });
  const value = arith.add(arith.add(arith.shiftRight(total, 3), start), input(rangeOf(other)));
  const cast = arith.caster(
    0,
    { signed: target.signed, width: target.bits, int: target.bits, rounding: "TRN", overflow: "SAT", wrapBits: 0 },
    { count: 0 },
  );
  return finish([cast(value)]);
}

function check(test: Case, pick: Pick): void {
  const { mode, drop, lanes, storage, events, matrices, panels } = test;
  const fixture = createFixture(events);
  const x = fixture.rows(
    storage,
    Array.from({ length: test.rows }, () => Array.from({ length: events }, () => cornerOf(rangeOf(storage), pick))),
  );
  let size = 0;
  const placed = panels.map(({ matrix, rows }): Panel => {
    const first = size;
    size += matrices[matrix]!.outputs;
    const inputs = { storage, buffer: new Int32Array(rows.length).fill(x.buffer), row: Int32Array.from(rows) };
    return { matrix, inputs, first };
  });
  const [target, otherStorage] = [storages[pick(storages.length)]!, storages[pick(2)]!];
  const bias = Array.from({ length: size }, () => BigInt(pick(2000) - 1000));
  const netlist = finishOf(mode, target, otherStorage);
  const other = fixture.rows(
    otherStorage,
    Array.from({ length: size }, () => Array.from({ length: events }, () => cornerOf(rangeOf(otherStorage), pick))),
  );
  const out = fixture.rows(
    target,
    Array.from({ length: size }, () => []),
  );

  const real = pick(events + 1);
  const counts = [0];
  const expected = out.values.map(() => new Array<bigint>(events).fill(0n));
  panels.forEach(({ matrix, rows }, p) => {
    const { outputs, terms, weights } = matrices[matrix]!;
    for (let o = 0; o < outputs; o++) {
      const w = Array.from(weights.subarray(o * terms, (o + 1) * terms), BigInt);
      const k = placed[p]!.first + o;
      for (let event = 0; event < events; event++) {
        const ins = rows.map((row) => x.values[row]![event]!);
        const feeds = [bias[k]!, other.values[k]![event]!];
        const value = evaluateNetlist(netlist, [...sumsOf(test, w, ins), ...feeds], event < real ? counts : [])[0];
        expected[k]![event] = value!;
      }
    }
  });
  const step: MatrixStep = {
    kind: "matrix",
    nodes: [],
    why: "",
    mode,
    drop,
    wanted: 32,
    matrices,
    panels: placed,
    lanes,
    finish: netlist,
    feeds: [
      { kind: "constants", values: bias },
      { kind: "rows", view: other.view },
    ],
    write: out.view,
  };
  const counted = fixture.run([step], real, 1);
  expect(out.values).toEqual(expected);
  expect(counted).toEqual(counts.map(BigInt));
}

const storages: readonly Storage[] = [
  { bits: 8, signed: true },
  { bits: 8, signed: false },
  { bits: 16, signed: true },
  { bits: 16, signed: false },
];

/** Weights of which `density` in 8 are not zero, with columns and rows of zeros. */
function randomMatrix(outputs: number, terms: number, density: number, pick: Pick): Matrix {
  const zeroTerm = Array.from({ length: terms }, () => pick(6) === 0);
  const zeroOutput = Array.from({ length: outputs }, () => pick(8) === 0);
  const weights = Int16Array.from({ length: outputs * terms }, (_, i) => {
    const zero = zeroTerm[i % terms] || zeroOutput[Math.floor(i / terms)] || pick(8) >= density;
    // The low half of what is 128 modulo 256 is -128.
    return zero ? 0 : pick(4) === 0 ? 256 * (pick(256) - 128) + 128 : Number(cornerOf(WEIGHT, pick));
  });
  return { outputs, terms, weights };
}

function randomCase(mode: Mode, pick: Pick): Case {
  const rows = 1 + pick(20);
  const matrices = Array.from({ length: 1 + pick(2) }, () =>
    randomMatrix(1 + pick(11), 1 + pick(rows), 1 + pick(8), pick),
  );
  let last: readonly number[] = [];
  const panels = Array.from({ length: 1 + pick(4) }, () => {
    const matrix = pick(matrices.length);
    const { terms } = matrices[matrix]!;
    if (last.length !== terms || pick(2) === 0) last = Array.from({ length: terms }, () => pick(rows));
    return { matrix, rows: last };
  });
  const storage = storages[pick(storages.length)]!;
  const lanes = pick(2) === 0 ? 32 : 64;
  return { mode, drop: 1 + pick(31), lanes, storage, events: [16, 48, 64][pick(3)]!, rows, matrices, panels };
}

/** One panel of all rows. */
function single(mode: Mode, storage: Storage, matrix: Matrix): Case {
  const rows = Array.from({ length: matrix.terms }, (_, k) => k);
  const panels = [{ matrix: 0, rows }];
  return { mode, drop: 10, lanes: 32, storage, events: 64, rows: matrix.terms, matrices: [matrix], panels };
}

describe.each(["pairs", "halves", "truncated"] as const)("products of matrices in %s", (mode) => {
  it("have the bits and counts of their sums, finished by the netlist", () => {
    fc.assert(
      fc.property(picks, (pick) => check(randomCase(mode, pick), pick)),
      { numRuns: 120 },
    );
  });

  it.each([
    { name: "dense", outputs: 13, terms: 300, density: 8 },
    { name: "sparse", outputs: 13, terms: 300, density: 1 },
    { name: "empty", outputs: 5, terms: 7, density: 0 },
  ])("may be many: $name", ({ outputs, terms, density }) => {
    const sample = (pick: Pick) => check(single(mode, storages[2]!, randomMatrix(outputs, terms, density, pick)), pick);
    fc.assert(fc.property(picks, sample), { numRuns: 2 });
  });

  it.each(storages)("of the least operands: $bits bits, signed $signed", (storage) => {
    for (const outputs of [1, 4])
      for (const terms of [1, 2, 3]) {
        const weights = new Int16Array(outputs * terms).fill(-32768);
        check(single(mode, storage, { outputs, terms, weights }), () => 0);
      }
  });
});
