import { describe, expect, it } from "vitest";
import { verifyCodes } from "../../src/diagnostics/codes/verify.js";
import { createReporter } from "../../src/diagnostics/reporter.js";
import { findCompiler } from "../../src/engine/native/compiler.js";
import { fixed } from "../../src/fixed/types.js";
import { encodeModel } from "../../src/frontend/onnx/encode.js";
import { createBuilder } from "../../src/ir/build.js";
import { fullRange } from "../../src/ir/tensor.js";
import { opOf } from "../../src/ops/registry.js";
import type { CppFailure, CppResult } from "../../src/verify/cpp-program.js";
import { verifyProject } from "../../src/verify/verify.js";
import { bxc } from "../cli/run.js";
import { resultConfig, smallModel, workspace } from "../cli/workspace.js";

const files = workspace();
const compiler = await findCompiler();

/** What is told of a program that ends so, or writes so many bytes. */
async function toldOf(ran: CppResult<Uint8Array>, built = true): Promise<string[]> {
  const builder = createBuilder(opOf);
  const type = fullRange([2], fixed(true, 8, 4));
  const x = builder.addInput("x", type, [2]);
  builder.addOutput({ name: "y", value: x, shape: [2] });
  const inputs = [{ type, events: 1, data: Float64Array.of(1, 2) }];
  const request = { graph: builder.finish("test"), files: new Map<string, string>(), projectName: "test", inputs };
  const binary = { run: async () => ran, dispose: async () => undefined };
  const failed = ran.ok ? undefined : ran.failure;
  const compile = {
    build: async () =>
      failed && !built ? { ok: false as const, failure: failed } : { ok: true as const, value: binary },
  };
  const reporter = createReporter();
  await verifyProject(request, () => "", compile, reporter);
  return reporter.diagnostics.map(({ code, message, hint }) => `error[${code}]: ${message} | ${hint}`);
}

const failure: CppFailure = {
  stage: "compile",
  command: "g++ -O1 x.cpp",
  exit: "exit code 1",
  said: ["x.cpp:1: error: expected ';'"],
  cause: "this is a defect of Bunchcross, or the project was edited; please report it with the model",
};

const TOLD: readonly (readonly [string, () => Promise<string[]>, string])[] = [
  [
    "C++ that does not compile",
    () => toldOf({ ok: false, failure }, false),
    `error[BX4002]: the emitted C++ does not compile: \`g++ -O1 x.cpp\` ended with exit code 1\n    x.cpp:1: error: expected ';' | ${failure.cause}`,
  ],
  [
    "a program that crashes",
    () => toldOf({ ok: false, failure: { ...failure, stage: "run", command: "./csim", exit: "SIGSEGV", said: [] } }),
    `error[BX4002]: the emitted C++ does not run: \`./csim\` ended with SIGSEGV | ${failure.cause}`,
  ],
  [
    "the project of another network",
    () => toldOf({ ok: true, value: new Uint8Array(4) }),
    "error[BX4003]: the compiled project wrote 4 bytes of values; this model has 8 | run `bxc compile` again, or verify with the model and configuration that manifest.json names",
  ],
];

describe("what verification can't do", () => {
  it.each(TOLD)("%s", async (_, told, says) => {
    expect(await told()).toEqual([says]);
  });

  it("a type that C++ can't hold", async () => {
    const model = files.write("small.onnx", smallModel());
    const config = files.write("wide.json", resultConfig({ act: "ap_fixed<16,1000>" }));
    const { exitCode, stderr } = await bxc("check", model, "-c", config);
    expect(exitCode).toBe(1);
    expect(stderr).toBe(
      "error[BX4010]: the result of 'act' has type fixed<16,1000>; C++ types have at most 4096 bits, the last one at most 900 places from the binary point\n" +
        " = help: name a smaller result type for this layer, or for one before it\n\nbxc: 1 error\n",
    );
  });

  it.skipIf(compiler === undefined)("a model that onnxruntime refuses (needs a C++ compiler)", async () => {
    const model = encodeModel({
      inputs: [{ name: "x", shape: ["N", 2] }],
      outputs: [{ name: "y" }],
      nodes: [{ op: "Relu", name: "act", inputs: ["x"], outputs: ["y"] }],
      opsets: { "": 999 },
    });
    const { exitCode, stderr } = await bxc("verify", files.write("future.onnx", model), "--samples", "1");
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(
      /note\[BX4004\]: onnxruntime-node (is not installed, so the distance to the floating-point model is not shown|can't run this model, so the distance to it in floating point is not shown: )/,
    );
  });

  it("has a fixture for every code; differences are in test/cli/project.test.ts", () => {
    expect(Object.keys(verifyCodes)).toEqual(["BX4001", "BX4002", "BX4003", "BX4004", "BX4010"]);
  });
});
