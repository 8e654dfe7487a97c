import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { findCompiler } from "../../src/engine/native/compiler.js";
import { bxc, bxcWith } from "./run.js";
import { npy, resultConfig, smallModel, twoPortModel, workspace } from "./workspace.js";

const files = workspace();
const small = files.write("mlp.onnx", smallModel());
const x = files.write("x.npy", npy([2, 3], 1, 2, 3, -1, 0.5, 0.25));
const compiler = await findCompiler();

describe("bxc compile", () => {
  it("writes a project and says what it made and where", async () => {
    const out = files.at("made");
    const { exitCode, stdout } = await bxc("compile", small, "-o", out);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^dense +2 .* Latency +fc/m);
    expect(stdout).toMatch(/^firmware\/nnet_utils\/ +\d+ +\d+$/m);
    expect(existsSync(path.join(out, "firmware/mlp.cpp"))).toBe(true);
    const { sources } = JSON.parse(readFileSync(path.join(out, "manifest.json"), "utf8")) as { sources: unknown[] };
    expect(sources).toEqual([{ role: "model", file: "../mlp.onnx", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
  });

  it("gives the same bytes twice, and keeps what synthesis left beside them", async () => {
    const out = files.at("again");
    await bxc("compile", small, "-o", out, "--name", "net");
    const before = readFileSync(path.join(out, "manifest.json"), "utf8");
    mkdirSync(path.join(out, "net_prj"));
    writeFileSync(path.join(out, "net_prj/report.xml"), "synthesised");
    await bxc("compile", small, "-o", out, "--name", "net");
    expect(readFileSync(path.join(out, "manifest.json"), "utf8")).toBe(before);
    expect(readFileSync(path.join(out, "net_prj/report.xml"), "utf8")).toBe("synthesised");
    expect(readdirSync(files.at(".")).filter((name) => name.startsWith("again."))).toEqual([]);
  });

  it("replaces a foreign folder only with --force, and leaves it whole otherwise", async () => {
    files.write("mine/thesis.tex", "years of work");
    const refused = await bxc("compile", small, "-o", files.at("mine"));
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain(`error[BX7004]: '${files.at("mine")}' exists and is not a Bunchcross project`);
    expect(readFileSync(files.at("mine/thesis.tex"), "utf8")).toBe("years of work");
    expect((await bxc("compile", small, "-o", files.at("mine"), "--force")).exitCode).toBe(0);
    expect(existsSync(files.at("mine/thesis.tex"))).toBe(false);
  });

  it("never replaces a folder that holds the model, not even with --force", async () => {
    const inside = files.write("holder/m.onnx", smallModel());
    const { exitCode, stderr } = await bxc("compile", inside, "-o", files.at("holder"), "--force");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("which must survive");
    expect(existsSync(inside)).toBe(true);
  });

  it("reports a folder that can't be written", async () => {
    const { exitCode, stderr } = await bxc("compile", small, "-o", path.join(x, "out"));
    expect(exitCode).toBe(2);
    expect(stderr).toContain("error[BX7006]");
  });
});

describe.skipIf(compiler === undefined)("bxc verify (needs a C++ compiler)", () => {
  it("agrees on a model, on the user's data and corners", async () => {
    const { exitCode, stdout } = await bxc("verify", small, "-i", x, "--samples", "5", "--json");
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ equal: true, measuredOn: "2 events of the input" });
  });

  it("finds an edited weight in a project, names the node and returns 3", async () => {
    const out = files.at("edited");
    const made = await bxc("compile", small, "-o", out, "--verify", "--samples", "5");
    expect(made.stdout).toContain("simulation and compiled C++ agree on every bit");
    const header = path.join(out, "firmware/parameters.h");
    writeFileSync(header, readFileSync(header, "utf8").replace("0.25", "0.5"));
    const { exitCode, stdout, stderr } = await bxc("verify", out);
    expect(exitCode).toBe(3);
    expect(stdout).toContain("simulation and compiled C++ DIFFER");
    expect(stderr).toContain("warning[BX7009]: edited since the project was written: firmware/parameters.h");
    expect(stderr).toMatch(/error\[BX4001\]: simulation and compiled C\+\+ differ: ONNX node 'fc'/);
  });

  it("refuses a project whose model has changed", async () => {
    const model = files.write("moving.onnx", smallModel());
    await bxc("compile", model, "-o", files.at("moving"));
    files.write("moving.onnx", twoPortModel());
    const { exitCode, stderr } = await bxc("verify", files.at("moving"));
    expect(exitCode).toBe(2);
    expect(stderr).toContain("error[BX7008]: the model has changed since the project was written");
  });
});

it("bxc verify returns 5 without a compiler", async () => {
  const { exitCode, stderr } = await bxcWith({ PATH: "/nowhere" }, "verify", small, "--samples", "1");
  expect(exitCode).toBe(5);
  expect(stderr).toContain(
    "error[BX5001]: a C++ compiler was not found; it is needed to compile the emitted project\n" +
      " = help: install g++ (Debian, Ubuntu: apt install g++), or set CXX\n",
  );
  const chosen = await bxcWith({ PATH: process.env.PATH, CXX: "/nowhere/g++" }, "verify", small, "--samples", "1");
  expect(chosen.exitCode).toBe(5);
  expect(chosen.stderr).toContain("error[BX5001]: the C++ compiler '/nowhere/g++' (CXX) was not found");
});

describe("bxc check and bxc config", () => {
  it("check says what goes in and comes out", async () => {
    const { exitCode, stdout } = await bxc("check", small);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/can be compiled: \d+ layers?/);
    expect(stdout).toMatch(/^input +x +\(N, 3\) +ap_fixed<16,6,AP_RND,AP_SAT>$/m);
  });

  it("check refuses with 1 and all reasons", async () => {
    const config = files.write("bad.json", resultConfig({ nosuch: "ap_fixed<8>", fc: "ap_fixed<8,2,AP_ROUND>" }));
    const { exitCode, stderr } = await bxc("check", small, "--config", config);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("bxc: 3 errors");
  });

  it("config writes a start that changes no bit", async () => {
    const config = files.at("start.yml");
    expect((await bxc("config", small, "-o", config)).exitCode).toBe(0);
    await bxc("predict", small, "-i", x, "-o", files.at("without.npy"), "--raw");
    const { stderr } = await bxc("predict", small, "-i", x, "-o", files.at("with.npy"), "--raw", "-c", config);
    expect(stderr).toBe("");
    expect(readFileSync(files.at("with.npy"))).toEqual(readFileSync(files.at("without.npy")));
  });

  it("config --explain says where values come from and in which world a run is", async () => {
    const config = files.write("types.json", resultConfig({ fc: "ap_fixed<8,2>" }));
    const { stdout } = await bxc("config", small, "--config", config, "--explain", "--clock", "2.5");
    expect(stdout).toMatch(/^Bunchcross's own numerics/);
    expect(stdout).toMatch(/^LayerName\.fc\.Precision\.result +ap_fixed<8,2> .*types\.json:1$/m);
    expect(stdout).toMatch(/^ClockPeriod +2\.5 +--clock$/m);
  });
});

describe.skipIf(compiler === undefined)("projects with choices of their own (needs a C++ compiler)", () => {
  it("puts all of the network into the configured namespace, which verifies and compiles without a warning", async () => {
    const config = files.write(
      "ns.json",
      JSON.stringify({ Numerics: "bunchcross", WriterConfig: { Namespace: "mlp" } }),
    );
    const out = files.at("in_namespace");
    const { exitCode, stdout } = await bxc("compile", small, "-c", config, "-o", out, "--verify", "--samples", "2");
    expect(exitCode).toBe(0);
    expect(stdout).toContain("agree on every bit");
    expect((await bxc("verify", out, "--samples", "2")).exitCode).toBe(0);
    const flags = ["-std=c++14", "-Wall", "-Wextra", "-Werror", "-Wno-unknown-pragmas", "-Ifirmware/ap_types"];
    const built = await execa(compiler?.command ?? "", [...flags, "-c", "mlp_test.cpp", "firmware/mlp.cpp"], {
      cwd: out,
    });
    expect(built.stderr).toBe("");
    const symbols = await execa("nm", ["-C", "--defined-only", "mlp.o"], { cwd: out });
    const outside = symbols.stdout
      .split("\n")
      .filter((line) => / [TDBR] /i.test(line) && !/ (mlp|nnet|std|ap_\w+|bxc\w*)(::|<)/.test(line));
    expect(outside).toEqual([]);
  });

  it("verifies a project with the passes that it was compiled with", async () => {
    const out = files.at("without_fusion");
    const passes = ["--disable-pass", "fuse-quantize", "--disable-pass", "fuse-bias"];
    expect((await bxc("compile", small, "-o", out, ...passes)).exitCode).toBe(0);
    expect(JSON.parse(readFileSync(path.join(out, "manifest.json"), "utf8"))).toMatchObject({
      passes: { disable: ["fuse-quantize", "fuse-bias"] },
    });
    expect(await bxc("verify", out, "--samples", "2")).toMatchObject({ exitCode: 0 });
  });
});

it("a manifest that was tampered with is none", async () => {
  const tool = { name: "bunchcross", version: "0" };
  for (const rest of [{}, { sources: [{ file: 1 }] }, { project: "p", sources: [], files: {}, passes: null }]) {
    files.write("tampered/manifest.json", JSON.stringify({ tool, ...rest }));
    const { exitCode, stderr } = await bxc("verify", files.at("tampered"));
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("BX7007") });
  }
});

it.skipIf(compiler === undefined)("an interrupted run leaves nothing behind (needs a C++ compiler)", async () => {
  const folder = files.at("interrupted");
  mkdirSync(folder);
  const run = execa("node", ["bin/bxc.js", "verify", small], { env: { TMPDIR: folder }, reject: false });
  while (readdirSync(folder).length === 0 && run.exitCode === null) await new Promise((later) => setTimeout(later, 5));
  run.kill("SIGINT");
  expect((await run).exitCode).toBe(130);
  expect(readdirSync(folder)).toEqual([]);
});
