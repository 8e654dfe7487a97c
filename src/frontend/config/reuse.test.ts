import fc from "fast-check";
import { expect, it } from "vitest";
import { legalReuseFactors } from "./reuse.js";

/** The conditions of a Resource loop: whole rounds over the inputs or parts of one, and every multiplier used in each. */
function isLegal(rows: number, columns: number, reuse: number): boolean {
  const multipliers = Math.ceil((rows * columns) / Math.min(rows, reuse));
  const wholeRounds = reuse < rows ? multipliers % columns === 0 : reuse % rows === 0;
  return wholeRounds && (rows * columns) % reuse === 0;
}

it("lists exactly the reuse factors that fill a Resource loop", () => {
  const size = fc.integer({ min: 1, max: 60 });
  fc.assert(
    fc.property(size, size, (rows, columns) => {
      const all = Array.from({ length: rows * columns }, (_, i) => i + 1);
      expect(legalReuseFactors(rows, columns)).toEqual(all.filter((reuse) => isLegal(rows, columns, reuse)));
    }),
  );
});
