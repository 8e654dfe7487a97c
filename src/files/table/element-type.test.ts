import { expect, it } from "vitest";
import type { DType } from "../../data/nd-array.js";
import { createReporter } from "../../diagnostics/reporter.js";
import { commonElementType } from "./element-type.js";
import type { Block } from "./layout.js";

function common(types: readonly DType[], pad?: number): DType | undefined {
  const columns = types.map(
    (dtype, i) =>
      ({ name: `c${i}`, kind: "list", length: 0, dtype, bounds: [0], load: async () => undefined }) as const,
  );
  const block: Block = { columns, length: 2, take: pad === undefined ? undefined : { first: 2, pad } };
  return commonElementType([block], "f", createReporter());
}

it.each<[DType[], DType | undefined]>([
  [["bool"], "bool"],
  [["int8", "int8"], "int8"],
  [["int8", "uint8"], "int32"],
  [["uint16", "uint8"], "int32"],
  [["uint32", "uint8"], "uint32"],
  [["uint32", "int8"], "int64"],
  [["int64", "uint32", "bool"], "int64"],
  [["uint64", "bool"], "uint64"],
  [["uint64", "int8"], undefined],
  [["int64", "uint64"], undefined],
  [["float16", "float32"], "float32"],
  [["float32", "int8"], "float64"],
  // No integer type between them goes with a float, but each of them does.
  [["uint32", "int8", "float32"], "float64"],
  [["float64", "int64"], undefined],
])("%j go into %s", (types, expected) => {
  expect(common(types)).toBe(expected);
});

it.each<[DType, number, boolean]>([
  ["uint8", 255, true],
  ["uint8", 256, false],
  ["uint8", -1, false],
  ["int8", -128, true],
  ["int64", -1, true],
  ["uint64", -1, false],
  ["bool", 2, false],
  ["int32", 0.5, false],
  ["float32", -999, true],
])("%s pads with %d: %s", (dtype, pad, fits) => {
  expect(common([dtype], pad)).toBe(fits ? dtype : undefined);
});
