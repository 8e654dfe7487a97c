import { describe, expect, test } from "vitest";
import { expectElements, randomCases, times, valueAt } from "../../../test/support/op-cases.js";
import { readNode } from "../../../test/support/read-node.js";
import { tableEntry } from "../../../test/support/table-entry.js";
import { fraction } from "../../fixed/types.js";
import { elementAt } from "../../ir/tensor.js";
import { must } from "../../support/errors.js";
import { elu } from "./index.js";

describe("elu", () => {
  test("is linear above 0 and an entry for -x below", () => {
    for (const found of randomCases(elu, 100)) {
      const { negative } = found.attrs;
      const x = must(found.ins[0], "x");
      const [positive, alpha] = [1, 2].map((i) => valueAt(must(found.ins[i], "factor"), 0, 0)) as [bigint, bigint];
      const up = BigInt(200 - fraction(negative.table.type.elem));
      const entry = (event: number, i: number): bigint => tableEntry(negative, -elementAt(x, event, i)) << up;
      expectElements(found, (value, i, event) =>
        value >= 0n ? times(positive, value) : times(alpha, entry(event, i)),
      );
    }
  });

  test("Elu and Selu read their tables from the numerics", () => {
    const ir = readNode("Elu", { operands: [{ shape: [2] }], attributes: { alpha: 1 } }).ir;
    expect(ir.slice(0, 2)).toEqual(["const @n.positive: ufixed<1,1>[1] = 1", "const @n.alpha: ufixed<1,1>[1] = 1"]);
    expect(ir[2]).toContain('elu(%0, @n.positive, @n.alpha) {fn="elu", negative={index=');
    expect(readNode("Selu", { operands: [{ shape: [2] }] }).ir.at(-1)).toContain('{fn="selu"');
  });

  test("Selu with other constants is refused", () => {
    expect(readNode("Selu", { operands: [{ shape: [2] }], attributes: { gamma: 1 } }).problems).toEqual([
      "BX1112 attribute 'gamma' is 1, which is not supported",
    ]);
  });
});
