import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cornerOf,
  intervalIn,
  KINDS,
  type Pick,
  picks,
  randomNetlist,
  storageFor,
} from "../../../test/support/netlist-arbitrary.js";
import { createFixture } from "../../../test/support/plan-fixture.js";
import { evaluateNetlist } from "../../netlist/evaluate.js";
import type { Feed, Lanes } from "../step.js";

const seen = new Set<string>();

/** One random program at some places, compared with what its netlist is defined to be. */
function checkMap(lanes: Lanes, count: number, events: number, cells: number, pick: Pick): void {
  const ports = Array.from({ length: 1 + pick(4) }, () =>
    intervalIn(lanes + (pick(4) === 0 ? 3 : 0), pick(3) > 0, pick),
  );
  const held = ports.map((range) => (range.hi >= 1n << 63n || range.lo < -(1n << 63n) ? { lo: 0n, hi: 9n } : range));
  const program = randomNetlist({ lanes, ports: held, cells, counters: 2 }, pick);
  for (const cell of program.cells) seen.add(`${cell.op}${lanes}`);
  const fixture = createFixture(events);
  const drawn = held.map((range) =>
    Array.from({ length: count }, () => Array.from({ length: events }, () => cornerOf(range, pick))),
  );
  const feeds = held.map((range, p): Feed & { at: (place: number, event: number) => bigint } => {
    const values = drawn[p]!;
    if (pick(4) === 0) {
      return { kind: "constants", values: values.map((row) => row[0]!), at: (place) => values[place]![0]! };
    }
    const rows = fixture.rows(storageFor(range, pick), values);
    return { kind: "rows", view: rows.view, at: (place, event) => values[place]![event]! };
  });
  const outs = program.outputs.map((wire) =>
    fixture.rows(
      storageFor(program.ranges[wire]!, pick),
      Array.from({ length: count }, () => []),
    ),
  );
  const real = pick(events + 1);
  const counts = [0, 0];
  const expected = outs.map(() => Array.from({ length: count }, () => new Array<bigint>(events).fill(0n)));
  for (let place = 0; place < count; place++)
    for (let event = 0; event < events; event++)
      evaluateNetlist(
        program,
        feeds.map(({ at }) => at(place, event)),
        event < real ? counts : [],
      ).forEach((value, k) => {
        expected[k]![place]![event] = value;
      });
  const step = {
    kind: "map",
    nodes: [],
    why: "",
    lanes,
    program,
    count,
    feeds,
    writes: outs.map(({ view }) => view),
  } as const;
  const counted = fixture.run([step], real, 2);
  expect(outs.map(({ values }) => values)).toEqual(expected);
  expect(counted).toEqual(counts.map(BigInt));
}

describe.each([16, 32, 64] as const)("programs in lanes of %i bits", (lanes) => {
  it("give the bits and counts of their netlists, with addresses in the code", () => {
    fc.assert(
      fc.property(picks, fc.constantFrom(16, 48, 64), (pick, events) =>
        checkMap(lanes, 1 + pick(2), events, 5 + pick(40), pick),
      ),
      { numRuns: 150 },
    );
  });

  it("give the bits and counts of their netlists, in a loop over places", () => {
    fc.assert(
      fc.property(picks, fc.constantFrom(16, 48, 64), (pick, events) =>
        checkMap(lanes, 40, events, 5 + pick(20), pick),
      ),
      { numRuns: 20 },
    );
  });

  it("were of all kinds of cells", () => {
    for (const op of ["input", "const", ...KINDS]) expect(seen).toContain(`${op}${lanes}`);
  });
});
