import { describe, expect, it } from "vitest";
import { createReporter } from "../../diagnostics/reporter.js";
import { splitSelection } from "../split-selection.js";
import { parseSelection } from "./selection.js";

const names = (text: string, tables: boolean): unknown => {
  const { table, groups } = parseSelection(text, tables, "f", createReporter()) ?? { groups: [] };
  const plain = groups.map(({ columns, take }) => [columns.map(({ name, at }) => `${name}@${at}`).join(" "), take]);
  return table === undefined ? plain : [table.name, ...plain];
};

describe("splitSelection", () => {
  it.each([
    ["f.root:Events/pt", "f.root", "Events/pt"],
    ["a.b/F.H5:/x/y:0", "a.b/F.H5", "/x/y:0"],
    ["f.npz:x", "f.npz", "x"],
    ["f.hdf5:", "f.hdf5", ""],
    ["f.root", "f.root", undefined],
    ["a:b.npy", "a:b.npy", undefined],
    ["f.text:x", "f.text:x", undefined],
  ])("%s", (spec, file, selection) => {
    expect(splitSelection(spec)).toEqual(selection === undefined ? { file } : { file, selection });
  });
});

describe("parseSelection", () => {
  const take = (first: number, pad = 0) => ({ first, pad });
  it.each([
    ["pt", false, [["pt@0", undefined]]],
    [
      "pt, eta",
      false,
      [
        ["pt@0", undefined],
        ["eta@4", undefined],
      ],
    ],
    ["Events/pt[:10],x", true, ["Events", ["pt@7", take(10)], ["x@15", undefined]]],
    ["a/b/(pt, eta)[ :10 | pad = -1e1 ]", true, ["a/b", ["pt@5 eta@9", take(10, -10)]]],
    ["a/b", false, [["a/b@0", undefined]]],
    [
      "(a,b),c[:1]",
      false,
      [
        ["a@1 b@3", undefined],
        ["c@6", take(1)],
      ],
    ],
  ])("%s", (text, tables, expected) => {
    expect(names(text, tables)).toEqual(expected);
  });

  it.each([
    ["", 4, "a name is missing"],
    ["a,", 6, "a name is missing"],
    ["(a,)[:2]", 7, "a name is missing"],
    ["a[:0]", 5, "'[:0]' is no number of values to take"],
    ["a[10]", 5, "'[10]' is no number of values to take"],
    ["a[:2|pad=x]", 5, "'[:2|pad=x]' is no number of values to take"],
    ["a[:2]b", 9, "'b' is not expected"],
    ["(a,b", 4, "a name is missing"],
  ])("points into %s", (text, column, problem) => {
    const reporter = createReporter();
    expect(parseSelection(text, false, "f.x", reporter)).toBeUndefined();
    const [diagnostic] = reporter.diagnostics;
    expect([diagnostic?.message, diagnostic?.at]).toEqual([
      problem,
      { file: "f.x", source: `f.x:${text}`, column: column + 1 },
    ]);
  });
});
