import { describe, expect, test } from "vitest";
import { randomCases } from "../../../test/support/op-cases.js";
import { readNode } from "../../../test/support/read-node.js";
import { tableEntry } from "../../../test/support/table-entry.js";
import { fixed } from "../../fixed/types.js";
import { evaluate } from "../../ir/evaluate.js";
import type { TableIndex } from "../../ir/import.js";
import { constantTensor, elementAt, fullRange, sizeOf } from "../../ir/tensor.js";
import { must } from "../../support/errors.js";
import { lookup } from "./index.js";

/** Entries 0..7 that each mantissa of a signed 4-bit x selects, from -8 to 7. */
function positions(index: TableIndex): number[] {
  const table = constantTensor([8], fixed(false, 3, 3), [0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n]);
  const mantissas = Array.from({ length: 16 }, (_, i) => BigInt(i - 8));
  const x = constantTensor([16], fixed(true, 4, 2), mantissas);
  const attrs = { fn: "sigmoid", lookup: { index, table } } as const;
  return Array.from(evaluate(lookup, attrs, [x], lookup.infer(attrs, [x.type])).data, Number);
}

describe("lookup", () => {
  test("takes the entry that the index rule says", () => {
    for (const { attrs, ins, out } of randomCases(lookup, 150)) {
      const x = must(ins[0], "x");
      for (let event = 0; event < out.events; event++)
        for (let i = 0; i < sizeOf(out.type.shape); i++)
          expect(elementAt(out, event, i)).toBe(tableEntry(attrs.lookup, elementAt(x, event, i)));
    }
  });

  test("division toward zero makes two cells meet at 0, floor does not", () => {
    const index = { multiplier: 1, shift: 1, offset: 4 } as const;
    expect(positions({ ...index, divide: "floor" })).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7]);
    expect(positions({ ...index, divide: "toward-zero" })).toEqual([0, 1, 1, 2, 2, 3, 3, 4, 4, 4, 5, 5, 6, 6, 7, 7]);
  });

  test("raw bits of a signed number as an unsigned one", () => {
    const index = { multiplier: 1, shift: 1, offset: 0, divide: "floor", wrapTo: 4 } as const;
    expect(positions(index)).toEqual([4, 4, 5, 5, 6, 6, 7, 7, 0, 0, 1, 1, 2, 2, 3, 3]);
  });

  test("the range holds the reachable entries only", () => {
    const table = constantTensor([4], fixed(true, 8, 8), [-100n, 5n, 7n, 100n]);
    const index = { multiplier: 1, shift: 0, offset: 1, divide: "floor" } as const;
    const type = lookup.infer({ fn: "tanh", lookup: { index, table } }, [fullRange([1], fixed(false, 1, 1))]);
    expect([type.elem, type.range]).toEqual([fixed(false, 3, 3), { lo: [5n], hi: [7n] }]);
  });

  test.each(["Sigmoid", "Tanh", "Softplus", "Softsign"])("%s becomes a table", (op) => {
    const { ir, problems } = readNode(op, { operands: [{ shape: [3] }] });
    expect(problems).toEqual([]);
    expect(ir[0]).toContain(`lookup(%0) {fn="${op.toLowerCase()}", lookup={index={multiplier=`);
  });
});
