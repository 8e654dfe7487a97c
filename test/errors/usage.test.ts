import { describe, expect, it } from "vitest";
import { usageCodes } from "../../src/diagnostics/codes/usage.js";
import { bxc } from "../cli/run.js";
import { npy, smallModel, twoPortModel, workspace } from "../cli/workspace.js";

const files = workspace();
const small = files.write("small.onnx", smallModel());
const two = files.write("two.onnx", twoPortModel());
const x = files.write("x.npy", npy([1, 3], 1, 2, 3));
const y = files.at("y.npy");

const PASSES = "remove-dead-nodes, simplify-reshapes, fuse-bias, fuse-quantize";
const predict = ["predict", small, "--input", x, "--output"];

/** Arguments, then what stderr says of them. */
const FIXTURES: readonly (readonly [readonly string[], string])[] = [
  [["predict", small, "--output", y], "BX7001]: the data is missing"],
  [["check"], "BX7001]: missing required argument 'model'"],
  [
    ["verify", small, "--samples", "-3"],
    "BX7001]: option '--samples <n>' argument '-3' is invalid. A whole number of at most 100000 is expected.",
  ],
  [["config", small, "--config", x], "BX7001]: a starting configuration is made without --config"],
  [
    [...predict, y, "--disable-pass", "fuse-bais"],
    `BX7002]: --disable-pass 'fuse-bais' is not valid; expected one of ${PASSES}\n = help: did you mean fuse-bias?`,
  ],
  [[...predict, y, "--stop-after", "end"], `BX7002]: --stop-after 'end' is not valid; expected one of ${PASSES}`],
  [[...predict, "y.txt"], "BX7002]: --output 'y.txt' is not valid; expected a file name that ends in .npy, .npz, "],
  [
    ["predict", two, "-i", x, "-o", "o.npz"],
    `BX7002]: --input '${x}' is not valid; expected NAME=FILE, since 'a', 'b' are wanted`,
  ],
  [
    ["predict", two, "-i", `a=${x}`, "-o", "o.npy"],
    "BX7002]: --output 'o.npy' is not valid; expected an .npz file, or NAME=FILE, since the model has the outputs 'sum', 'difference'",
  ],
  [
    ["predict", small, "-i", x, "-i", `x=${x}`, "-o", y],
    `BX7002]: --input 'x=${x}' is not valid; expected one file for 'x'`,
  ],
  [["compile", small, "-o", files.at(".")], "which must survive\n = help: choose another folder with -o"],
  [["explain", "BX7O05"], "BX7005]: there is no diagnostic 'BX7O05'\n = help: did you mean BX7005?"],
  [[...predict, `${x}/y.npy`], `BX7006]: '${x}/y.npy' can't be written`],
  [["verify", small, "--samples", "1000000"], "A whole number of at most 100000 is expected."],
  [["check", small, "--clock", "-5"], "BX2011]: --clock is '-5'; expected a number of nanoseconds above 0"],
  [["check", small, "--part", "nonsense"], "BX2050]: --part is 'nonsense', which is no part number"],
  [
    ["check", small, "--io", "io_strem"],
    "BX2012]: --io is 'io_strem'; valid: io_parallel, io_stream\n = help: did you mean io_stream?",
  ],
  [["compile", small, "--name", "a-b"], "BX2052]: --name 'a-b' is no identifier"],
  // Node's recursive mkdir never returns there.
  [["compile", small, "-o", "/proc/x/y"], "BX7006]: '/proc/x/y' can't be written"],
  [
    ["check", small, "--dump-ir", `${x}/ir`],
    `BX7006]: '${x}/ir/00-import.bxir' can't be written: a part of its path is no folder`,
  ],
  [["verify", files.at(".")], `BX7007]: '${files.at(".")}' is a folder without a Bunchcross manifest.json`],
];

/** Shown by test/cli/project.test.ts, which needs whole projects. */
const ELSEWHERE = ["BX7004", "BX7008", "BX7009"];

describe("misuse of the command line", () => {
  it.each(FIXTURES)("%j", async (argv, message) => {
    const { exitCode, stdout, stderr } = await bxc(...argv);
    expect(stderr).toContain(message);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  });

  it("has a fixture for every code", () => {
    const shown = new Set([...ELSEWHERE, ...FIXTURES.map(([, message]) => message.slice(0, 6))]);
    expect(Object.keys(usageCodes).filter((code) => !shown.has(code))).toEqual([]);
  });
});

it("an unknown output is named with the ones there are", async () => {
  const { exitCode, stderr } = await bxc("predict", two, "-i", `a=${x}`, "-o", `summ=${y}`);
  expect(exitCode).toBe(1);
  expect(stderr).toContain(
    "BX3011]: the model has no output 'summ'; its outputs are 'sum', 'difference'\n = help: did you mean 'sum'?",
  );
});
