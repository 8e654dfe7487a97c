import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildLibrary } from "../../src/engine/native/build.js";
import { createReporter } from "../../src/index.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "bxc-native-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Error messages of a build with such an environment. */
async function errorsOf(env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const reporter = createReporter();
  expect(await buildLibrary("int x;", { BXC_CACHE: folder, ...env }, reporter)).toBeUndefined();
  return reporter.diagnostics.map(({ code, message }) => `${code} ${message}`);
}

describe("the native engine says", () => {
  it("that there is no compiler", async () => {
    expect(await errorsOf({ PATH: "/nowhere" })).toEqual([
      "BX5001 a C++ compiler was not found; it is needed to build the simulator of --engine native",
    ]);
    expect(await errorsOf({ PATH: "/nowhere", CXX: "/nowhere/g++" })).toEqual([
      "BX5001 the C++ compiler '/nowhere/g++' (CXX) was not found; it is needed to build the simulator of --engine native",
    ]);
  });

  it("what a compiler that fails says", async () => {
    const compiler = path.join(folder, "old-g++");
    const script = `#!/bin/sh\ntest "$1" = --version && exit 0\necho "g++: error: unknown value 'native'" >&2\nexit 1\n`;
    await writeFile(compiler, script);
    await chmod(compiler, 0o755);
    const [message, ...others] = await errorsOf({ CXX: compiler, PATH: process.env.PATH });
    expect(others).toEqual([]);
    expect(message?.replaceAll(folder, "").replace(/-std.*program\.cpp'/, "...'")).toBe(
      "BX5002 '/old-g++ ...' failed (exit code 1)\n  g++: error: unknown value 'native'",
    );
  });
});
