import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { writeNpy } from "../../src/data/npy.js";
import { readNpz } from "../../src/data/npz.js";
import { createReporter } from "../../src/diagnostics/reporter.js";
import { bxc } from "./run.js";
import { npy, resultConfig, smallModel, twoPortModel, workspace } from "./workspace.js";

const files = workspace();
const small = files.write("small.onnx", smallModel());
const two = files.write("two.onnx", twoPortModel());
const narrow = files.write("narrow.json", resultConfig({ fc: "ap_fixed<6,3>" }));

/** The built program, since worker threads run built files. */
const built = (...argv: string[]) => execa("node", ["bin/bxc.js", ...argv], { reject: false });

/** Values within (-16, 16) that no two events share. */
function values(length: number, change: Readonly<Record<number, number>> = {}): number[] {
  return Array.from({ length }, (_, i) => change[i] ?? (((i * 7919) % 65521) / 65521 - 0.5) * 32);
}

describe("bxc predict on many events", () => {
  // The first block has 256 events.
  it.each([1, 255, 257, 5003])("gives the same on any engine and any number of threads: %d events", async (events) => {
    const x = files.write("x.npy", npy([events, 3], ...values(3 * events)));
    const run = async (name: string, ...flags: string[]) => {
      const file = files.at(`${events}-${name}.npz`);
      const { stdout } = await built(
        "predict",
        small,
        "-c",
        narrow,
        "-i",
        x,
        "-o",
        file,
        "--stats",
        "--trace",
        "fc",
        "--json",
        ...flags,
      );
      const { overflows, outputs } = JSON.parse(stdout) as { overflows: unknown; outputs: { shape: number[] }[] };
      expect(outputs.map(({ shape }) => shape)).toEqual([
        [events, 2],
        [events, 2],
      ]);
      return { overflows, arrays: readNpz(readFileSync(file), file, createReporter()) };
    };
    const reference = await run("reference", "--engine", "reference", "--threads", "1");
    expect(reference.arrays?.size).toBe(2);
    expect(await run("one", "--threads", "1")).toEqual(reference);
    expect(await run("two", "--threads", "2")).toEqual(reference);
    expect(await run("auto")).toEqual(reference);
  });

  it("keeps inputs and outputs together", async () => {
    const events = 3001;
    const a = files.write("a.npy", npy([events, 2], ...values(2 * events)));
    const out = files.at("two.npz");
    await built("predict", two, "-i", `a=${a}`, "-i", `b=${a}`, "-o", out, "--threads", "2", "--dtype", "float64");
    const arrays = readNpz(readFileSync(out), out, createReporter());
    const zeros = new Float64Array(2 * events);
    expect(arrays?.get("difference")?.data).toEqual(zeros);
    const rounded = values(2 * events).map((value) => Math.floor(Math.fround(value) * 1024 + 0.5) / 1024);
    expect(arrays?.get("sum")?.data).toEqual(Float64Array.from(rounded, (value) => 2 * value));
  });

  it("takes the first events only", async () => {
    const x = files.write("first.npy", npy([600, 3], ...values(1800)));
    await bxc("predict", small, "-i", x, "-o", files.at("all.npy"));
    await bxc("predict", small, "-i", x, "-o", files.at("some.npy"), "--events", "300");
    const [all, some] = ["all.npy", "some.npy"].map((name) => readFileSync(files.at(name)).subarray(128));
    expect(some).toEqual(all?.subarray(0, 300 * 8));
  });

  it.each(["1", "2"])("names the event of a NaN, and leaves no file (%s threads)", async (threads) => {
    const events = 3000;
    const bad = { [3 * 2500 + 1]: Number.NaN, [3 * 2900]: Number.POSITIVE_INFINITY };
    const x = files.write("nan/x.npy", npy([events, 3], ...values(3 * events, bad)));
    const { exitCode, stderr } = await built(
      "predict",
      small,
      "-i",
      x,
      "-o",
      files.at("nan/y.npy"),
      "--threads",
      threads,
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain("error[BX3016]: NaN at sample 2500, feature 1");
    expect(readdirSync(files.at("nan"))).toEqual(["x.npy"]);
  });

  it("counts over all blocks what overflows and what is rounded", async () => {
    const events = 2000;
    const wide = { 5: 1000, [3 * 1900 + 2]: -1000 };
    const x = files.write("wide.npy", npy([events, 3], ...values(3 * events, wide)));
    const config = files.write("exact.json", resultConfig({ x: "ap_fixed<40,8>", act: "ap_fixed<44,12>" }));
    const { stderr } = await bxc("predict", small, "-c", config, "-i", x, "-o", files.at("w.npy"));
    expect(stderr).toContain(
      "warning[BX3017]: 2 of 6000 input values are outside ap_fixed<40,8>; first: 1000 at sample 1, feature 2",
    );
    const noted = /note\[BX3020\]: (\d+) values of output 'y'/.exec(stderr);
    expect(Number(noted?.[1])).toBeGreaterThan(256);
  });
});

describe("bxc predict that does not come to its end", () => {
  const events = 100_000;
  const data = Float32Array.from(values(3 * events));
  const x = files.write("long.npy", writeNpy({ shape: [events, 3], dtype: "float32", data }));

  it.each(["1", "2"])("leaves nothing behind after Ctrl-C (%s threads)", async (threads) => {
    const folder = files.at(`stopped-${threads}`);
    const run = built(
      "predict",
      small,
      "-i",
      x,
      "-o",
      path.join(folder, "y.npy"),
      "--engine",
      "reference",
      "--threads",
      threads,
    );
    const started = () => existsSync(folder) && readdirSync(folder).length > 0;
    while (!started()) await new Promise((resolve) => setTimeout(resolve, 10));
    run.kill("SIGINT");
    expect((await run).exitCode).toBe(130);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("tells of a thread that fails", async () => {
    const script = `
      const { startThread } = await import("./dist/engine/thread.js");
      const graph = { name: "g", inputs: [], outputs: [], constants: new Map(), types: new Map(),
        nodes: [{ kind: "nonsense", attrs: {}, inputs: [], output: "%0", result: undefined, origin: { nodes: [], opType: "" } }] };
      const thread = startThread({ engine: "wasm", model: { graph, inputs: [] }, options: {} });
      await thread.ready.catch((error) => console.log(error.message));
      await thread.run({ events: 1, inputs: [], raw: false, outputs: [] }).catch((error) => console.log(error.message));`;
    const { stdout } = await execa("node", ["--input-type=module", "-e", script]);
    const [first, second] = stdout.split("\n");
    expect(first).toContain("nonsense");
    expect(second).toBe(first);
  });
});

describe("values of nodes", () => {
  const x = files.write("t.npy", npy([2, 3], 1, 2, 3, -1, 0.5, 0.25));
  const predict = (...flags: string[]) => bxc("predict", small, "-i", x, ...flags);

  it("go into files of their own too", async () => {
    const { exitCode, stdout } = await predict(
      "-o",
      files.at("ty.npy"),
      "-o",
      `fc=${files.at("tf.npy")}`,
      "--trace",
      "fc",
    );
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^fc +\(2, 2\) +float32 +\S+ +value of fc$/m);
    expect([...new Float32Array(readFileSync(files.at("tf.npy")).buffer.slice(-16))].length).toBe(4);
  });

  it.each([
    [
      ["-o", "o.npz", "--trace", "fx"],
      "--trace 'fx' is not valid; expected the name of a node: 'fc', 'act'\n = help: did you mean fc?",
    ],
    [
      ["-o", "o.npy", "--trace", "fc"],
      "--trace 'fc' is not valid; expected a place in an --output: an .npz file, or NAME=FILE",
    ],
  ])("are refused where they make no sense: %j", async (flags, says) => {
    const { exitCode, stderr } = await predict(...flags);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(says);
  });
});

describe("kernels", () => {
  it("are explained node by node", async () => {
    const { stdout } = await bxc("predict", small, "--explain-kernels", "--json");
    const { kernels } = JSON.parse(stdout) as { kernels: { nodes: string[]; path: string; why: string }[] };
    expect(kernels.map(({ nodes }) => nodes)).toEqual([["fc"], ["act"]]);
    for (const { path, why } of kernels) expect(path.length * why.length).toBeGreaterThan(0);
    expect(kernels[0]?.path).toMatch(/^(matrix|fold), /);
    expect(kernels[1]).toMatchObject({ path: kernels[0]?.path, why: "follows fc element by element" });
  });
});

describe("the example of the library", () => {
  it("runs", async () => {
    const { stdout, stderr } = await execa("node", ["examples/simulate.mjs", files.at("scores.npy")]);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^b_score: float32 \[1000, 1\], begins with 0\.\d+/);
    expect(stdout).toContain("1000 events written to");
    expect(readFileSync(files.at("scores.npy")).length).toBe(128 + 4 * 1000);
  });
});
