import { describe, expect, it } from "vitest";
import { bareWord, commentText, createNamer, identifier, isIdentifier, tclWord } from "./names.js";

describe("identifier", () => {
  it.each([
    ["input_1", "input_1"],
    ["serving_default_x:0", "serving_default_x_0"],
    ['a"; system("x', "a_system_x"],
    ["../../x", "x"],
    ["1st", "n1st"],
    ["", "unnamed"],
    ["µ±", "unnamed"],
    ["class", "v_class"],
    ["reg", "v_reg"],
    ["Entity", "v_Entity"],
    ["EOF", "v_EOF"],
    ["ap_fixed", "v_ap_fixed"],
    ["nnet", "v_nnet"],
    ["_Reserved__by_C_", "Reserved_by_C"],
    ["x\n#include <y>", "x_include_y"],
  ])("%j becomes %s", (written, name) => {
    expect(identifier(written)).toBe(name);
    expect(isIdentifier(name)).toBe(true);
  });

  it("shortens a name of 10^5 characters", () => {
    expect(identifier("n".repeat(100_000)).length).toBeLessThanOrEqual(50);
  });
});

it("a namer tells apart names that sanitise to one, also where case is ignored", () => {
  const name = createNamer(["w2"]);
  expect(["a.b", "a/b", "A_b", "W2"].map(name)).toEqual(["a_b", "a_b_2", "A_b_3", "v_W2"]);
});

it("a comment can't be left or continued", () => {
  const text = commentText("x */ int y; // \\\n#define z ??/ \u202e\u0000");
  expect(text).toMatch(/^[\x20-\x7e]*$/);
  expect(text).not.toMatch(/\*\/|\/\*|\?\?|\\/);
  expect(commentText("n".repeat(100_000)).length).toBeLessThan(500);
});

it("a Tcl word is not substituted", () => {
  expect(tclWord("xcvu13p-flga2577-2-e")).toBe("xcvu13p-flga2577-2-e");
  expect(tclWord('a"[exec rm] $x {y} \\')).toBe('"a\\"\\[exec rm\\] \\$x \\{y\\} \\\\"');
  expect(bareWord("27%\nsyn.top=$(x)")).toBe("27%_syn.top___x_");
});
