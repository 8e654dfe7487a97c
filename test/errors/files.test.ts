import { mkdirSync, symlinkSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { encodeModel } from "../../src/frontend/onnx/encode.js";
import { bxc } from "../cli/run.js";
import { smallModel, workspace } from "../cli/workspace.js";

const files = workspace();
const small = files.write("small.onnx", smallModel());

/** y = x · w, w in a file beside the model. */
const withExternal = encodeModel({
  inputs: [{ name: "x", shape: ["N", 1] }],
  outputs: [{ name: "y" }],
  nodes: [{ op: "MatMul", name: "fc", inputs: ["x", "w"], outputs: ["y"] }],
  initializers: { w: { shape: [1, 1], data: [], external: { location: "w.bin" } } },
});
const weights = new Uint8Array(Float32Array.of(0.5).buffer);

async function said(...argv: string[]): Promise<string> {
  return (await bxc("check", ...argv)).stderr;
}

describe("files named by the user", () => {
  it("tells of all that can't be read at once", async () => {
    expect(await said("nowhere.onnx", "-c", files.at("."))).toBe(
      "error[BX3001]: the model can't be read: there is no such file\n --> nowhere.onnx\n\n" +
        `error[BX3001]: the configuration can't be read: it is a folder\n --> ${files.at(".")}\n\nbxc: 2 errors\n`,
    );
  });

  it.each([
    ["Latin-1", Buffer.from("# f\u00fcr 5 ns\nClockPeriod: 5\n", "latin1")],
    ["UTF-16", Buffer.from("\ufeffClockPeriod: 5\n", "utf16le")],
  ])("a configuration in %s", async (_, content) => {
    const config = files.write("other.yml", content);
    expect(await said(small, "-c", config)).toBe(
      `error[BX2001]: the configuration is neither YAML nor JSON: it is not UTF-8 text\n --> ${config}\n\nbxc: 1 error\n`,
    );
  });

  it("a configuration with a byte order mark is read", async () => {
    expect(await said(small, "-c", files.write("bom.yml", "\ufeffNumerics: bunchcross\n"))).toBe("");
  });
});

describe("external data", () => {
  const refusal = (model: string): string =>
    `error[BX1010]: the data of tensor 'w' lies in the file 'w.bin', which can't be read in the model's folder\n --> ${model}, value 'w'\n` +
    " = help: copy that file into the model's folder, or save the model with its data inside\n\nbxc: 1 error\n";

  it("that is a folder, or a link that leads out of the model's folder", async () => {
    const folder = files.write("folder/m.onnx", withExternal);
    mkdirSync(files.at("folder/w.bin"));
    expect(await said(folder)).toBe(refusal(folder));
    const link = files.write("link/m.onnx", withExternal);
    symlinkSync(files.write("secret.bin", weights), files.at("link/w.bin"));
    expect(await said(link)).toBe(refusal(link));
  });

  it("beside the file that the model is a link to, as download caches keep it", async () => {
    files.write("blobs/1", withExternal);
    files.write("blobs/2", weights);
    mkdirSync(files.at("snapshot"));
    symlinkSync("../blobs/1", files.at("snapshot/m.onnx"));
    symlinkSync("../blobs/2", files.at("snapshot/w.bin"));
    expect(await said(files.at("snapshot/m.onnx"))).toBe("");
  });
});
