import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Evaluation } from "../../src/evaluate/evaluation.js";
import { encodeModel } from "../../src/frontend/onnx/encode.js";
import { archive, gaussianArchive, passThrough, schemaErrors, twoGaussians } from "./evaluation-fixtures.js";
import { bxc } from "./run.js";
import { workspace } from "./workspace.js";

const files = workspace();
const model = files.write("model.onnx", passThrough(1));
const data = files.write("data.npz", gaussianArchive(twoGaussians(400)));

describe("bxc evaluate, files", () => {
  const argv = ["evaluate", model, "-d", data, "--against", "pt", "--reference", model];

  it("writes a folder of JSON, page and plots, the same bytes again, and replaces only its own", async () => {
    const folder = files.at("report");
    const write = () => bxc(...argv, "-o", folder);
    expect(await write()).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/BX6510/) });
    const read = () =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => [entry.name, readFileSync(`${entry.parentPath}/${entry.name}`, "utf8")] as const);
    const first = read();
    expect(first.map(([name]) => name).sort()).toEqual([
      "agreement-y.svg",
      "efficiency-0.01-pt-background.svg",
      "efficiency-0.01-pt-signal.svg",
      "evaluation.json",
      "index.html",
      "manifest.json",
      "roc.svg",
      "scores-1.svg",
    ]);
    expect(await write()).toMatchObject({ exitCode: 0 });
    expect(read()).toEqual(first);
    const html = readFileSync(`${folder}/index.html`, "utf8");
    expect(html.match(/data:image\/svg\+xml/g)).toHaveLength(5);
    expect(html).not.toContain("toy Monte Carlo");
    expect(schemaErrors(`${folder}/evaluation.json`)).toBeNull();

    files.write("mine/notes.txt", "");
    expect(await bxc(...argv, "-o", files.at("mine"))).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("BX7004"),
    });
    expect(readdirSync(files.at("mine"))).toEqual(["notes.txt"]);
  });

  it("writes one file of JSON or HTML", async () => {
    await bxc(...argv, "-o", files.at("e.json"));
    await bxc(...argv, "-o", files.at("e.html"));
    const written = JSON.parse(readFileSync(files.at("e.json"), "utf8"));
    expect(written).toMatchObject({ schema: "bunchcross-evaluation-1", sources: [{ role: "model", file: model }] });
    expect(readFileSync(files.at("e.html"), "utf8")).toContain(written.sources[0].sha256);
  });

  it("leaves nothing behind where something is wrong", async () => {
    const odd = files.write(
      "odd.npz",
      archive({ x: { shape: [2, 1], data: [0, 1] }, label: { shape: [2], data: [0, 0.5] } }),
    );
    expect(await bxc("evaluate", model, "-d", odd, "-o", files.at("never"))).toMatchObject({ exitCode: 1, stdout: "" });
    expect(existsSync(files.at("never"))).toBe(false);
  });
});

describe("bxc evaluate, generated samples", () => {
  const jets = files.write(
    "jets.onnx",
    encodeModel({
      inputs: [{ name: "x", shape: ["N", 130, 1] }],
      outputs: [{ name: "y", shape: ["N", 1] }],
      initializers: { w: { shape: [130, 1], data: Array.from({ length: 130 }, (_, i) => (i % 13) / 16) } },
      nodes: [
        { op: "Flatten", name: "flat", inputs: ["x"], outputs: ["f"] },
        { op: "MatMul", name: "fc", inputs: ["f", "w"], outputs: ["y"] },
      ],
    }),
  );

  it.each(["npz", "h5", "parquet", "csv"])(
    "say where they come from in .%s, in JSON, plots and page",
    async (extension) => {
      const sample = files.at(`jets.${extension}`);
      await bxc(
        "generate",
        "jets",
        "-n",
        "60",
        "--seed",
        "7",
        "--stream",
        "test",
        "--set",
        "classes=b,light",
        "-o",
        sample,
      );
      const folder = files.at(`jets-${extension}`);
      const { stdout } = await bxc(
        "evaluate",
        jets,
        "-d",
        sample,
        "--signal",
        "b",
        "--classes",
        "b,c,light,g,t,T,m,e",
        "-o",
        folder,
      );
      expect(stdout).toMatch(/^toy Monte Carlo, not experiment simulation$/m);
      const found = JSON.parse(readFileSync(`${folder}/evaluation.json`, "utf8")) as Evaluation;
      expect(found.provenance).toMatchObject([
        { generator: "jets", seed: 7, stream: "test", parameters: { classes: "b,light" } },
      ]);
      const html = readFileSync(`${folder}/index.html`, "utf8");
      expect(html).toContain(found.provenance[0]?.parameterHash);
      for (const text of [html, readFileSync(`${folder}/figures/roc.svg`, "utf8")])
        expect(text).toContain("toy Monte Carlo, not experiment simulation");
    },
  );

  it("a damaged record is no record", async () => {
    const sample = readFileSync(files.at("jets.csv"), "utf8").replace(/# seed: .*/, "# seed: {");
    writeFileSync(files.at("edited.csv"), sample);
    const { provenance, notice } = JSON.parse(
      (await bxc("evaluate", jets, "-d", files.at("edited.csv"), "--signal", "0", "--json")).stdout,
    ) as Evaluation;
    expect({ provenance, notice }).toEqual({ provenance: [], notice: null });
  });
});
