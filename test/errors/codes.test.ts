import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { CODES } from "../../src/diagnostics/codes.js";

/** Codes that stand in front of a message in some test: `error[BX1101] node: ...`, `BX1101 operator ...`. */
function expectedCodes(): ReadonlySet<string> {
  const tests = ["src", "test"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".test.ts") && path.join(folder, name) !== path.join("test/errors/codes.test.ts"))
      .map((name) => readFileSync(path.join(folder, name), "utf8")),
  );
  return new Set(
    tests.flatMap((text) => Array.from(text.matchAll(/(BX\d{4})\\?\]?:? (?=.*\w{3})/g), ([, code]) => code ?? "")),
  );
}

it("every diagnostic has a fixture with its message", () => {
  const expected = expectedCodes();
  expect(Object.keys(CODES).filter((code) => !expected.has(code))).toEqual([]);
});
