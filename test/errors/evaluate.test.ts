import { describe, expect, it, vi } from "vitest";
import { evaluateCodes } from "../../src/diagnostics/codes/evaluate.js";
import { archive, passThrough } from "../cli/evaluation-fixtures.js";
import { bxc } from "../cli/run.js";
import { npy, twoPortModel, workspace } from "../cli/workspace.js";

const files = workspace();
const one = files.write("one.onnx", passThrough(1));
const three = files.write("three.onnx", passThrough(3));
const two = files.write("two.onnx", twoPortModel());
const broken = files.write("broken.onnx", "no model");

/** Four events of a model with a single score. */
function four(name: string, arrays: Readonly<Record<string, readonly number[]>>): string {
  const given = { label: [0, 1, 0, 1], ...arrays };
  const columns = Object.entries(given).map(([key, data]) => [key, { shape: [data.length], data }] as const);
  return files.write(
    name,
    archive({ x: { shape: [4, 1], data: [0, 0.25, 0.5, 0.75] }, ...Object.fromEntries(columns) }),
  );
}

const good = four("good.npz", { pt: [1, 2, 3, 4] });
const unlabelled = files.write("unlabelled.npz", archive({ x: { shape: [4, 1], data: [0, 1, 2, 3] } }));
const wide = files.write(
  "wide.npz",
  archive({ x: { shape: [2, 3], data: [0, 0, 1, 0, 1, 0] }, label: { shape: [2], data: [2, 1] } }),
);
const pair = files.write(
  "pair.npz",
  archive({ a: { shape: [1, 2], data: [0, 1] }, b: { shape: [1, 2], data: [0, 1] } }),
);

const ONE = ["evaluate", one, "-d"];
const FIXTURES: readonly (readonly [argv: readonly string[], ...messages: readonly string[]])[] = [
  [["evaluate", one], "BX7001]: the data are missing\n = help: name them with --data FILE"],
  [
    [...ONE, unlabelled, "--weights", "w", "--against", "pt,ht"],
    "BX6501]: the data have no array 'label', which is wanted as labels",
    " = help: name another one with --labels, or say where it is with --data 'label=FILE:ARRAY'",
    "BX6501]: the data have no array 'w', which is wanted as weights",
    "BX6501]: the data have no array 'pt', which is wanted as variable",
    "BX6501]: the data have no array 'ht', which is wanted as variable",
  ],
  [
    [...ONE, four("short.npz", { label: [0, 1, 1], pt: [1, 2] }), "--against", "pt"],
    "BX6502]: 'x' has 4 events, 'label' has 3",
    "BX6502]: 'x' has 4 events, 'pt' has 2",
  ],
  [
    [
      ...ONE,
      four("nan.npz", { w: [1, Number.NaN, 1, Number.NaN], pt: [1, 2, 3, Number.POSITIVE_INFINITY] }),
      "--weights",
      "w",
      "--against",
      "pt",
    ],
    "BX6503]: 'w' holds NaN at event 1 (and 1 more like it); expected a number",
    "BX6503]: 'pt' holds Infinity at event 3; expected a number",
  ],
  [
    [...ONE, four("half.npz", { label: [0, 0.5, 1, 1] })],
    "BX6503]: 'label' holds 0.5 at event 1; expected a class number from 0 to 1",
  ],
  [
    ["evaluate", three, "-d", wide, "--labels", "other", "-d", `other=${files.write("five.npy", npy([2], 5, -1))}`],
    "BX6503]: 'other' holds 5 at event 0 (and 1 more like it); expected a class number from 0 to 2",
  ],
  [
    [...ONE, four("same.npz", { label: [1, 1, 1, 1] }), "--classes", "qcd,hh"],
    "BX6504]: all events are of class 'hh' (1)",
  ],
  [
    ["evaluate", three, "-d", wide, "--classes", "b,c"],
    "BX6506]: --classes has 2 names; expected 3, one for each element of the output",
  ],
  [[...ONE, good, "--classes", "b"], "BX6506]: --classes has 1 name; expected two at least"],
  [
    ["evaluate", two, "-d", pair],
    "BX6507]: --labels does not say of which output: the model has 'sum', 'difference'\n = help: for example --labels sum=label",
  ],
  [["evaluate", two, "-d", pair, "--targets", "summ=a"], "BX3011]: the model has no output 'summ'"],
  [
    ["evaluate", two, "-d", pair, "--targets", "sum=a", "--reference", broken],
    "BX6508]: onnxruntime-node can't run the reference model: ",
  ],
  [["evaluate", one, "-d", good, "--reference", three], "BX6508]: onnxruntime-node can't run the reference model: "],
  [[...ONE, good, "--reference", files.write("three.npy", npy([3, 1], 0, 0, 0))], "BX6502]: 'the data' has 4 events, "],
  [
    [...ONE, good, "--reference", files.write("wide.npy", npy([4, 2], 0, 0, 0, 0, 0, 0, 0, 0))],
    "BX3013]: data of shape (4, 2) has 2 axes; expected (N,)",
  ],
  [
    [...ONE, good, "--reference", files.write("nan.npy", npy([4, 1], 0, 0, Number.NaN, 0))],
    "BX6503]: 'y of the reference' holds NaN at event 2; expected a number",
  ],
  [
    [...ONE, four("weightless.npz", { w: [1, 1, 0.5, -1] }), "--weights", "w"],
    "BX6509]: the weights 'w' of class '1' add up to 0",
  ],
  [
    [...ONE, good, "--working-point", "2,x", "--bins", "4", "--window", "-1"],
    "BX7002]: --working-point '2' is not valid; expected a share of background between 0 and 1, or a rate below 31039kHz",
    "BX7002]: --working-point 'x' is not valid",
    "BX7001]: --bins without variables",
    "BX7001]: --window without residuals",
    "BX7002]: --window '-1' is not valid; expected a number above 0",
  ],
  [
    [...ONE, good, "--against", "pt", "--bins", "pt=3,2", "--bins", "eta=4", "--bins", "1,2"],
    "BX7002]: --bins 'pt=3,2' is not valid; expected a number of bins, or edges that ascend",
    "BX7002]: --bins 'eta=4' is not valid; expected one of the variables of --against: pt",
    "BX7002]: --bins '1,2' is not valid; expected a variable in front of edges",
  ],
  [
    [...ONE, good, "--classes", "qcd,hh", "--signal", "bb", "--background", "2"],
    "BX7002]: --signal 'bb' is not valid; expected a class: qcd, hh",
    "BX7002]: --background '2' is not valid",
  ],
  [
    [...ONE, good, "--signal", "0", "--background", "0"],
    "BX7002]: --signal '0' is not valid; expected classes that are not background",
  ],
  [
    [...ONE, good, "-d", `y=${good}`],
    `BX7002]: --data 'y=${good}' is not valid; expected FILE, or NAME=FILE for one of 'x', 'label'`,
  ],
  [[...ONE, good, "-d", good], `BX7002]: --data '${good}' is not valid; expected one file for 'x'`],
  [[...ONE, files.at("missing.npz")], "BX3001]: the input can't be read: there is no such file"],
  [[...ONE, good, "-o", `${good}/report.json`], "BX7006]: "],
];

describe("what bxc evaluate is given", () => {
  it.each(FIXTURES.map(([argv, ...messages]) => ({ argv, messages })))("$argv", async ({ argv, messages }) => {
    const { exitCode, stdout, stderr } = await bxc(...argv);
    for (const message of messages) expect(stderr).toContain(message);
    expect(stderr.match(/^error/gm)).toHaveLength(messages.filter((message) => message.startsWith("BX")).length);
    expect({ failed: exitCode === 1 || exitCode === 2, stdout }).toEqual({ failed: true, stdout: "" });
  });

  it("warns of classes without events", async () => {
    const { exitCode, stderr } = await bxc("evaluate", three, "-d", wide, "--classes", "b,c,light");
    expect(exitCode).toBe(0);
    expect(stderr).toContain("warning[BX6505]: the data have no events of class 'b'");
  });

  it("notes that scores are no probabilities", async () => {
    const data = files.write(
      "logits.npz",
      archive({ x: { shape: [2, 1], data: [-1, 2] }, label: { shape: [2], data: [0, 1] } }),
    );
    const { exitCode, stderr } = await bxc("evaluate", one, "-d", data);
    expect(exitCode).toBe(0);
    expect(stderr).toContain("note[BX6510]: the scores 'y' run from -1 to 2, so they are no probabilities");
  });

  it("needs onnxruntime-node for a model as reference, and says so", async () => {
    vi.doMock("onnxruntime-node", () => {
      throw new Error("not installed");
    });
    const { exitCode, stderr } = await bxc(...ONE, good, "--reference", one);
    vi.doUnmock("onnxruntime-node");
    expect(exitCode).toBe(1);
    expect(stderr).toContain("BX6508]: onnxruntime-node is not installed, so the reference model can't be run");
    expect(stderr).toContain("help: npm install onnxruntime-node --ignore-scripts");
  });

  it("has a fixture for every code", () => {
    const shown = FIXTURES.flatMap(([, ...messages]) => messages.map((message) => message.slice(0, 6)));
    const others = new Set([...shown, "BX6505", "BX6510"]);
    expect(Object.keys(evaluateCodes).filter((code) => !others.has(code))).toEqual([]);
  });
});
