import { describe, expect, it } from "vitest";
import type { Diagnostic } from "./diagnostic.js";
import { printGithub } from "./print-github.js";
import { printTerminal, summarize } from "./print-terminal.js";

const typo: Diagnostic = {
  code: "BX2001",
  severity: "error",
  message: "unknown key 'Precison'",
  at: { file: "hls.yml", line: 12, column: 5, source: "    Precison: x" },
  hint: "did you mean 'Precision'?",
};
const node: Diagnostic = {
  code: "BX1101",
  severity: "warning",
  message: "two\nlines: 100%",
  at: { file: "m.onnx", onnxNode: "a\u001b[2Jb", attribute: "axis" },
};

describe("printTerminal", () => {
  it("shows code, place, source line, caret and hint", () => {
    expect(printTerminal([typo], false)).toBe(
      [
        "error[BX2001]: unknown key 'Precison'",
        "   --> hls.yml:12:5",
        "12 |     Precison: x",
        "   |     ^",
        "   = help: did you mean 'Precision'?",
        "",
      ].join("\n"),
    );
  });

  it("names nodes, and never prints control characters of theirs", () => {
    expect(printTerminal([node], false)).toBe(
      "warning[BX1101]: two\n  lines: 100%\n --> m.onnx, node 'a\\x1b[2Jb', attribute 'axis'\n",
    );
  });

  it("keeps tabs before the caret and cuts long lines around it", () => {
    const at = { file: "f", line: 1, column: 3, source: "\t\tx" };
    expect(printTerminal([{ ...typo, at }], false)).toContain("1 | \t\tx\n  | \t\t^");
    const long = { file: "f", line: 1, column: 60_001, source: `${"a".repeat(60_000)}!${"b".repeat(60_000)}` };
    const printed = printTerminal([{ ...typo, at: long }], false).split("\n");
    expect(printed[2]).toHaveLength(4 + 100);
    expect(printed[3]?.indexOf("^")).toBe(printed[2]?.indexOf("!"));
  });

  it("colours only on request", () => {
    expect(printTerminal([typo], true)).toContain("\u001b[1;31merror[BX2001]\u001b[0m");
    expect(printTerminal([typo], false)).not.toContain("\u001b");
  });
});

it("printGithub writes one annotation a diagnostic, with GitHub's escapes", () => {
  expect(printGithub([typo, node])).toBe(
    "::error file=hls.yml,line=12,col=5,title=BX2001::unknown key 'Precison'%0Ahelp: did you mean 'Precision'?\n" +
      "::warning file=m.onnx,title=BX1101::two%0Alines: 100%25%0Aat node 'a\\x1b[2Jb', attribute 'axis'\n",
  );
});

it("summarize counts errors and warnings", () => {
  expect(summarize([typo, typo, node])).toBe("2 errors, 1 warning");
  expect(summarize([node])).toBe("1 warning");
  expect(summarize([])).toBe("");
});
