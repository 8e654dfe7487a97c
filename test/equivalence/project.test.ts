import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emitProject, type ProjectOptions, verificationFiles } from "../../src/backends/hls/emit.js";
import { createCppCompiler } from "../../src/cli/csim.js";
import { createReporter } from "../../src/diagnostics/reporter.js";
import { apFixed, fixed } from "../../src/fixed/types.js";
import { createBuilder, origin } from "../../src/ir/build.js";
import { createChoice, seededRandom } from "../../src/ir/choice.js";
import type { Graph } from "../../src/ir/graph.js";
import { fullRange } from "../../src/ir/tensor.js";
import { opOf } from "../../src/ops/registry.js";
import { interpret } from "../../src/sim/interpreter.js";
import { encodeInputs } from "../../src/verify/raw-stream.js";
import { cornerVectors } from "../../src/verify/vectors.js";
import { verifyProject } from "../../src/verify/verify.js";
import { templates } from "./support.js";

/** 16-64-32-32-5 with hostile names, two outputs, one of them read on. */
function perceptron(strategy: "Latency" | "Resource" = "Latency"): Graph {
  const builder = createBuilder(opOf);
  const choose = createChoice(seededRandom(11));
  const hostile = '/fc*/ "; system("x") \\';
  let value = builder.addInput('a"; system("x', fullRange([16], fixed(true, 16, 6)), [16]);
  [16, 64, 32, 32].forEach((nIn, i) => {
    const nOut = [64, 32, 32, 5][i] ?? 1;
    const weight = builder.addConstant("w", choose.constant([nIn, nOut], fixed(true, 10, 2)));
    const bias = builder.addConstant("b", choose.constant([nOut], fixed(true, 12, 4)));
    const attrs = { accum: undefined, strategy, reuse: strategy === "Latency" ? 1 : 4 };
    const result = apFixed(fixed(true, 16, 6), "RND_CONV", "SAT");
    value = builder.addNode({
      kind: "dense",
      attrs,
      inputs: [value, weight, bias],
      result,
      origin: origin("Gemm", hostile),
    });
    if (i === 2) builder.addOutput({ name: "class", value, shape: [nOut] });
  });
  builder.addOutput({ name: "../../x", value, shape: [5] });
  return builder.finish("mlp");
}

const OPTIONS: ProjectOptions = {
  projectName: "jettag",
  part: "xcvu13p-flga2577-2-e",
  clockPeriod: 5,
  clockUncertainty: "27%",
  toolVersion: "0.0.0",
  sources: [],
};

function emitted(graph: Graph, options: Partial<ProjectOptions> = {}): Map<string, string> {
  const inputs = cornerVectors(graph, { samples: 20, seed: 1 });
  const { outputs } = interpret(graph, inputs);
  return emitProject(graph, { ...OPTIONS, vectors: { inputs, outputs }, ...options }, templates);
}

describe("an emitted project", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "bxc-project-"));
  const files = emitted(perceptron());
  const csim = () =>
    execa("make", ["csim"], { cwd: folder, reject: false, all: true, env: { PATH: process.env.PATH } });

  beforeAll(async () => {
    for (const [name, text] of files) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("is small", () => {
    expect(files.size).toBeLessThanOrEqual(40);
    expect([...files.values()].reduce((sum, text) => sum + text.length, 0)).toBeLessThan(400_000);
  });

  it("is the same bytes each time", () => {
    expect(emitted(perceptron())).toEqual(files);
  });

  it("passes its own test bench with g++, and fails on any changed, missing or cut expectation", async () => {
    const passed = await csim();
    expect(passed.all).toMatch(/PASS: \d+ events, 0 mismatching values/);
    expect(passed.exitCode).toBe(0);
    const expectations = path.join(folder, "tb_data/tb_output_predictions.dat");
    const text = await readFile(expectations, "utf8");
    for (const [broken, sentence] of [
      [text.replace(/^(-?[\d.]+)/, "0.0009765625"), /MISMATCH: event 0, v_class\[0\]: expected 0.0009765625/],
      [text.replace(/^\S+/, "banana"), /tb_output_predictions.dat:1: 'banana' is no number/],
      [text.replace(/\S+\n/, "\n"), /tb_output_predictions.dat:1: too few numbers/],
      [text.replace(/[^\n]*\n$/, ""), /different numbers of inputs and outputs/],
    ] as const) {
      await writeFile(expectations, broken);
      const failed = await csim();
      expect(failed.all).toMatch(sentence);
      expect(failed.exitCode).not.toBe(0);
    }
    rmSync(expectations);
    expect((await csim()).all).toMatch(/can't open tb_data\/tb_output_predictions.dat/);
    await writeFile(expectations, text);
  });

  it("says what needs Vitis", async () => {
    const made = await execa("make", ["csynth"], { cwd: folder, reject: false, all: true });
    if (made.exitCode !== 0) expect(made.all).toContain("needs Vitis on PATH");
  });

  it("has Tcl that checks release, part and steps", async (context) => {
    const tclsh = await execa("tclsh", { input: "exit 0", reject: false });
    if (tclsh.exitCode !== 0) return context.skip("tclsh is not installed");
    const stubs = `foreach c {open_project set_top add_files open_solution set_part create_clock set_clock_uncertainty
      config_compile csim_design csynth_design cosim_design export_design} { proc $c args "puts \\"$c \\$args\\"" }
      proc get_parts {} { return $::env(PARTS) }
      source build_prj.tcl`;
    const run = async (env: Record<string, string>) =>
      (
        await execa("tclsh", {
          cwd: folder,
          input: stubs,
          reject: false,
          all: true,
          env: { PARTS: OPTIONS.part, ...env },
        })
      ).all;
    const steps = await run({ XILINX_HLS: "/tools/Vitis_HLS/2023.2", HLS_STEPS: "csim cosim" });
    expect(steps).toMatch(/set_part xcvu13p-flga2577-2-e[^]*csim_design[^]*csynth_design[^]*cosim_design/);
    expect(await run({ XILINX_HLS: "/tools/Vitis_HLS/2019.2" })).toMatch(/ERROR: Vitis HLS 2019.2 is too old/);
    expect(await run({ PARTS: "xcvu9p-a xcku5p-b xcvu13p-other" })).toMatch(
      /is not installed .* family: .*xcvu13p-other/,
    );
    expect(await run({ HLS_STEPS: "synth" })).toMatch(/ERROR: unknown step 'synth'/);
  });

  it("verifies layer by layer, and names the first layer of an edited project", async () => {
    const graph = perceptron();
    const inputs = cornerVectors(graph, { samples: 20, seed: 2 });
    const request = { graph, files, projectName: "jettag", inputs };
    const clean = createReporter();
    const report = await verifyProject(request, templates, createCppCompiler(), clean);
    expect(clean.diagnostics).toEqual([]);
    expect(report?.divergence).toBeUndefined();
    expect(report?.compared).toBeGreaterThan(10_000);

    const edited = createReporter();
    const weights = "firmware/weights/w3.h";
    const changed = (files.get(weights) ?? "").replace(/\{\n\s*-?[\d.]+/, "{\n 1.984375");
    await verifyProject(
      { ...request, files: new Map(files).set(weights, changed) },
      templates,
      createCppCompiler(),
      edited,
    );
    expect(edited.diagnostics).toMatchObject([{ code: "BX4001", severity: "error" }]);
    expect(edited.diagnostics[0]?.message).toMatch(
      /ONNX node .*\(Gemm\)\[0\], event \d+: simulation -?\d+ \(fixed<16,6>\), C\+\+ -?\d+/,
    );
  });

  it("that does not compile is one diagnostic with the compiler's own words", async () => {
    const graph = perceptron();
    const broken = new Map(files).set("firmware/parameters.h", "#error edited\n");
    const reporter = createReporter();
    const inputs = cornerVectors(graph, { samples: 1, seed: 2 });
    await verifyProject(
      { graph, files: broken, projectName: "jettag", inputs },
      templates,
      createCppCompiler(),
      reporter,
    );
    expect(reporter.diagnostics).toMatchObject([{ code: "BX4002" }]);
    expect(reporter.diagnostics[0]?.message).toContain("#error edited");
    const none = createCppCompiler({ env: { PATH: "/nowhere" } });
    const missing = createReporter();
    await verifyProject({ graph, files, projectName: "jettag", inputs }, templates, none, missing);
    expect(missing.diagnostics).toMatchObject([{ code: "BX5001" }]);
  });
});

it("the test bench reads decimals of any width and binary point exactly", async () => {
  const builder = createBuilder(opOf);
  const types = [fixed(true, 90, 40), fixed(false, 70, -3), fixed(true, 8, 14), fixed(false, 1, 1), fixed(true, 33, 0)];
  types.forEach((elem, i) => void builder.addInput(`x${i}`, fullRange([3], elem), [3]));
  const graph = builder.finish("wide");
  const inputs = cornerVectors(graph, { samples: 20, seed: 1 });
  const files = emitProject(graph, { ...OPTIONS, vectors: { inputs, outputs: [] } }, templates);
  const read = types.map(
    ({ signed, width, int }, i) => `ap_${signed ? "" : "u"}fixed<${width},${int}> x${i}[3];
      if (!rows.read(x${i}, 3)) return 1;
      nnet::write_raw(out, x${i}, 3);`,
  );
  const main = `#include "firmware/nnet_utils/nnet_testbench.h"
    #include "firmware/nnet_utils/nnet_trace.h"
    int main(int, char **argv) {
      std::FILE *out = std::fopen(argv[2], "wb");
      nnet::event_file rows("tb_data/tb_input_features.dat");
      while (rows.next()) { ${read.join("\n")} }
      return std::fclose(out);
    }`;
  const all = new Map([...files, ...verificationFiles(graph, OPTIONS, templates), ["main.cpp", main] as const]);
  const program = {
    files: all,
    sources: ["main.cpp"],
    includes: ["firmware/ap_types"],
    defines: [],
    optimize: "-O0",
  } as const;
  const built = await createCppCompiler().build(program);
  if (!built.ok) throw new Error(built.failure.said.join("\n"));
  const ran = await built.value.run(new Uint8Array());
  await built.value.dispose();
  if (!ran.ok) throw new Error(ran.failure.said.join("\n"));
  // The same raw integers that the verification driver reads, without their count.
  expect(Buffer.compare(ran.value, encodeInputs(graph, inputs).subarray(4))).toBe(0);
});

it("a Resource layer makes a DATAFLOW region where each array has one reader", () => {
  const top =
    emitted(perceptron("Resource"), { vectors: { inputs: [], outputs: [] } }).get("firmware/jettag.cpp") ?? "";
  expect(top).toContain("#pragma HLS DATAFLOW");
  expect(top).toContain("nnet::clone<layer4_t, 32>(layer4_out, layer4_out_copy, layer4_out_copy_2);");
  expect(top).toContain("(layer4_out_copy, x, w5, b5)");
  expect(top).toContain("nnet::copy<layer4_t, layer4_t, 32>(layer4_out_copy_2, v_class);");
});

it("hostile project names stay identifiers and never leave the folder", () => {
  for (const projectName of ["../../etc", "defines", "class", 'x"; exit', "n".repeat(100_000)]) {
    for (const name of emitted(perceptron(), { projectName }).keys()) expect(name).toMatch(/^[\w/]+(\.\w+)?$/);
  }
});
