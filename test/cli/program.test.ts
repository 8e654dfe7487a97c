import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bxc, bxcWith } from "./run.js";

const version = (JSON.parse(readFileSync("package.json", "utf8")) as { version: string }).version;

describe("the command line", () => {
  it.each([
    [["expalin"], "error[BX7001]: unknown command 'expalin'", "did you mean explain?"],
    [["ops", "--jsn"], "error[BX7001]: unknown option '--jsn'", "did you mean --json?"],
    [["ops", "a", "b"], "error[BX7001]: too many arguments for 'ops'", "`bxc --help`"],
    [
      ["ops", "--reporter", "xml"],
      "error[BX7001]: option '--reporter <form>' argument 'xml' is invalid",
      "`bxc --help`",
    ],
    [["explain", "BX9"], "error[BX7005]: there is no diagnostic 'BX9'", "`bxc explain` without a code lists all"],
    [["explain", "BX301"], "error[BX7005]: there is no diagnostic 'BX301'", "did you mean BX3"],
  ])("refuses %j with exit code 2", async (argv, problem, hint) => {
    const { exitCode, stdout, stderr } = await bxc(...argv);
    expect(exitCode).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(problem);
    expect(stderr).toContain(`help: ${hint}`);
    expect(stderr).toContain("bxc: 1 error");
  });

  it("prints its help and returns 2 without a command", async () => {
    const { exitCode, stderr } = await bxc();
    expect(exitCode).toBe(2);
    expect(stderr).toContain("Usage: bxc");
    expect(stderr).toContain("Exit codes: 0 ok");
  });

  it("prints help and version on stdout", async () => {
    expect(await bxc("--help")).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("Usage: bxc") });
    expect(await bxc("explain", "--help")).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("Example") });
    expect(await bxc("--version")).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: "" });
  });

  it("gives usage errors as JSON where JSON was asked for", async () => {
    const { exitCode, stdout, stderr } = await bxc("ops", "--jsn", "--json");
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, exitCode: 2, diagnostics: [{ code: "BX7001" }] });
  });

  it("annotates for GitHub on request", async () => {
    const { stderr } = await bxc("explain", "BX9", "--reporter", "github");
    expect(stderr).toContain("::error title=BX7005::there is no diagnostic 'BX9'");
  });

  it("runs as a program: built, exit code passed on, a closed pipe is no error", () => {
    const run = (script: string): string => execFileSync("bash", ["-c", script], { encoding: "utf8" });
    expect(run("node bin/bxc.js --version")).toBe(`${version}\n`);
    expect(run("node bin/bxc.js nonsense 2>/dev/null; echo $?")).toBe("2\n");
    expect(run("set -o pipefail; node bin/bxc.js explain --json | head -c 1; echo $?")).toBe("{0\n");
    expect(run("node bin/bxc.js ops 2>&1 >/dev/full; echo $?")).toBe(
      "bxc: the output can't be written: the disk is full\n2\n",
    );
  });
});

describe("what needs no model", () => {
  it("ops lists operators from the registry", async () => {
    const { stdout } = await bxc("ops", "matmul");
    expect(stdout).toMatch(/^operator +domain +since opset +becomes +summary\n-+/);
    expect(stdout).toMatch(/^MatMul +ai\.onnx.* dense /m);
    const { operators } = JSON.parse((await bxc("ops", "--json")).stdout) as { operators: { op: string }[] };
    expect(operators.map(({ op }) => op)).toContain("Gemm");
  });

  it("passes lists the pipeline in order", async () => {
    const { passes } = JSON.parse((await bxc("passes", "--json")).stdout) as { passes: { name: string }[] };
    expect(passes[0]?.name).toBe("remove-dead-nodes");
    expect((await bxc("passes")).stdout).toContain("fuse-bias");
  });

  it("explain prints the row of a code, in any case of letters", async () => {
    const { stdout, exitCode } = await bxc("explain", "bx3016");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^error BX3016: NaN or infinity in the data\n\nNo fixed-point number/);
    expect((await bxc("explain")).stdout).toMatch(/^BX7001 +error +command line not understood$/m);
  });

  it("doctor says which commands work without a compiler", async () => {
    const { exitCode, stdout } = await bxcWith({ PATH: "/nowhere" }, "doctor");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^no +g\+\+ /m);
    expect(stdout).toContain("verify needs a C++ compiler");
    const { tools } = JSON.parse((await bxc("doctor", "--json")).stdout) as { tools: { name: string }[] };
    expect(tools.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["g++", "vitis_hls", "vitis-run", "onnxruntime-node"]),
    );
  });
});
