import { describe, expect, it } from "vitest";
import { boundsOf } from "../../../test/support/netlist-arbitrary.js";
import { createFixture } from "../../../test/support/plan-fixture.js";

const BITS = [8, 16, 32, 64] as const;

/** Events of the block; the values of a row are different in all of them. */
const EVENTS = 48;

describe.each([16, 32, 64] as const)("lanes of %i bits", (lanes) => {
  for (const from of BITS.flatMap((bits) => [
    { bits, signed: true },
    { bits, signed: false },
  ]))
    for (const to of BITS.flatMap((bits) => [
      { bits, signed: true },
      { bits, signed: false },
    ]))
      it(`move ${name(from)} to ${name(to)}`, () => {
        const bits = Math.min(from.bits - (from.signed ? 0 : -1), to.bits - (to.signed ? 0 : -1), lanes);
        const { lo, hi } = boundsOf(bits);
        const unsigned = !from.signed || !to.signed;
        const least = unsigned ? 0n : lo;
        const row = Array.from(
          { length: EVENTS },
          (_, e) => [least, hi, hi - 2n * BigInt(e), least + 2n * BigInt(e)][e % 4]!,
        );
        const values = [row, row.toReversed()];
        const fixture = createFixture(EVENTS);
        const source = fixture.rows(from, values);
        const target = fixture.rows(to, [[], []]);
        const program = {
          cells: [{ op: "input", port: 0 }],
          ranges: [{ lo: least, hi }],
          ports: [{ lo: least, hi }],
          outputs: [0],
        } as const;
        const feeds = [{ kind: "rows", view: source.view }] as const;
        fixture.run(
          [{ kind: "map", nodes: [], why: "", lanes, program, count: 2, feeds, writes: [target.view] }],
          0,
          0,
        );
        expect(target.values).toEqual([row, row.toReversed()]);
        expect(source.values).toEqual([row, row.toReversed()]);
      });
});

function name({ bits, signed }: { readonly bits: number; readonly signed: boolean }): string {
  return `${signed ? "i" : "u"}${bits}`;
}
