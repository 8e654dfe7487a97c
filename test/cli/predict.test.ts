import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readNpy } from "../../src/data/npy.js";
import { readNpz, writeNpz } from "../../src/data/npz.js";
import { createReporter } from "../../src/diagnostics/reporter.js";
import { bxc } from "./run.js";
import { npy, npyInt64, resultConfig, smallModel, twoPortModel, workspace } from "./workspace.js";

const files = workspace();
const small = files.write("small.onnx", smallModel());
const two = files.write("two.onnx", twoPortModel());
const x = files.write("x.npy", npy([2, 3], 1, 2, 3, -1, 0.5, 0.25));
const a = files.write("a.npy", npy([2, 2], 1, 2, 3, 4));
const b = files.write("b.npy", npy([2, 2], 0.5, 1, -1, 10));

function read(name: string) {
  return readNpy(readFileSync(files.at(name)), name, createReporter());
}

describe("bxc predict", () => {
  it("writes float32 values of shape [N, ...]", async () => {
    const { exitCode, stdout, stderr } = await bxc("predict", small, "--input", x, "--output", files.at("y.npy"));
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toMatch(/^y +\(2, 2\) +float32 /m);
    expect(read("y.npy")).toEqual({ shape: [2, 2], dtype: "float32", data: Float32Array.of(0, 7, 0, 0.125) });
  });

  it("keeps the batch axis of a single event", async () => {
    files.write("one.npy", npy([1, 3], 1, 0, 0));
    await bxc("predict", small, "--input", files.at("one.npy"), "--output", files.at("y1.npy"));
    expect(read("y1.npy")?.shape).toEqual([1, 2]);
  });

  it("writes raw mantissas that are read back as they were written", async () => {
    const config = files.write("raw.json", resultConfig({ act: "ap_fixed<12,6>" }));
    const run = await bxc("predict", small, "-c", config, "-i", x, "-o", files.at("m.npy"), "--raw", "--json");
    expect(JSON.parse(run.stdout)).toMatchObject({
      ok: true,
      outputs: [{ output: "y", shape: [2, 2], dtype: "int64" }],
    });
    expect(read("m.npy")?.data).toEqual(BigInt64Array.of(0n, 448n, 0n, 8n));
    const mantissas = files.write("xm.npy", npyInt64([2, 3], 1024n, 2048n, 3072n, -1024n, 512n, 256n));
    await bxc("predict", small, "-c", config, "-i", mantissas, "-o", files.at("m2.npy"), "--raw");
    expect(read("m2.npy")).toEqual(read("m.npy"));
  });

  it("takes and gives several arrays by name, as files or as an archive", async () => {
    const outputs = ["-o", `sum=${files.at("sum.npy")}`, "-o", `difference=${files.at("diff.npy")}`];
    expect((await bxc("predict", two, "-i", `a=${a}`, "-i", `b=${b}`, ...outputs)).exitCode).toBe(0);
    expect(read("sum.npy")?.data).toEqual(Float32Array.of(1.5, 3, 2, 14));
    expect(read("diff.npy")?.data).toEqual(Float32Array.of(0.5, 1, 4, -6));
    const pair = new Map(
      ["a", "b", "labels"].map((name) => [
        name,
        { shape: [1, 2], dtype: "float64", data: Float64Array.of(1, 2) } as const,
      ]),
    );
    const archive = files.write("in.npz", writeNpz(pair));
    expect((await bxc("predict", two, "-i", archive, "-o", files.at("out.npz"))).exitCode).toBe(0);
    const out = readNpz(readFileSync(files.at("out.npz")), "out.npz", createReporter());
    expect([...(out?.keys() ?? [])]).toEqual(["sum", "difference"]);
    expect(out?.get("sum")?.data).toEqual(Float32Array.of(2, 4));
  });

  it("takes the only array of an archive for the only input, whatever its name", async () => {
    const data = Float64Array.of(1, 0, 0);
    const archive = files.write("arr.npz", writeNpz(new Map([["arr_0", { shape: [1, 3], dtype: "float64", data }]])));
    expect((await bxc("predict", small, "-i", archive, "-o", files.at("y2.npy"))).exitCode).toBe(0);
  });

  it("counts overflows by ONNX node", async () => {
    const config = files.write("narrow.json", resultConfig({ fc: "ap_fixed<6,3>" }));
    const predict = ["predict", small, "-c", config, "-i", x, "-o", files.at("y3.npy"), "--stats"];
    expect(JSON.parse((await bxc(...predict, "--json")).stdout)).toMatchObject({
      overflows: [
        { nodes: ["fc"], opType: "MatMul", result: 1, inner: 0 },
        { nodes: ["act"], opType: "Relu", result: 0, inner: 0 },
      ],
    });
    expect((await bxc(...predict)).stdout).toMatch(/^fc +MatMul +1 +0.5\d* +0$/m);
  });
});

describe("IR flags", () => {
  const predict = (...flags: string[]) => bxc("predict", small, "-i", x, "-o", files.at("z.npy"), ...flags);

  it("prints the graph after every pass on stderr", async () => {
    const { stderr } = await predict("--print-ir-after-all");
    expect(stderr).toMatch(/^\/\/ after import\ngraph "model"\ninput %0/);
    expect(stderr).toContain("// after fuse-quantize");
  });

  it("stops after a pass, leaves passes out, and dumps numbered files", async () => {
    const { exitCode } = await predict(
      "--stop-after",
      "fuse-bias",
      "--disable-pass",
      "simplify-reshapes",
      "--dump-ir",
      files.at("ir"),
    );
    expect(exitCode).toBe(0);
    expect(readFileSync(files.at("ir/00-import.bxir"), "utf8")).toMatch(/^graph "model"\n/);
    expect(() => readFileSync(files.at("ir/02-simplify-reshapes.bxir"))).toThrow();
    expect(readFileSync(files.at("ir/03-fuse-bias.bxir"), "utf8")).toContain("onnx MatMul fc");
    expect(() => readFileSync(files.at("ir/04-fuse-quantize.bxir"))).toThrow();
  });
});
