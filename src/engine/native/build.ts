import { writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import type { Reporter } from "../../diagnostics/reporter.js";
import { cacheFolder, createCache, hashOf } from "./cache.js";
import { type Compiler, FLAGS, findCompiler, processorName } from "./compiler.js";

/** Path of the library that a C++ program becomes, from the cache where it was compiled before. Failures are reported. */
export async function buildLibrary(
  source: string,
  env: NodeJS.ProcessEnv,
  reporter: Reporter,
): Promise<string | undefined> {
  const compiler = await findCompiler(env);
  if (compiler === undefined) return void reporter.report("BX5001", missing(env));
  const key = hashOf(source, ...FLAGS, compiler.version, await processorName());
  const cache = createCache(path.join(cacheFolder(env), "native"));
  return (await cache.find(key)) ?? cache.add(key, (folder) => compile(compiler, folder, source, env, reporter));
}

async function compile(
  { command }: Compiler,
  folder: string,
  source: string,
  env: NodeJS.ProcessEnv,
  reporter: Reporter,
): Promise<string | undefined> {
  await writeFile(path.join(folder, "program.cpp"), source);
  const args = [...FLAGS, "-o", "program.so", "program.cpp"];
  const done = await execa(command, args, { cwd: folder, env, all: true, reject: false });
  if (done.exitCode === 0) return path.join(folder, "program.so");
  console.error(done.all);
  return void reporter;
}

function missing({ CXX }: NodeJS.ProcessEnv) {
  return {
    tool: CXX ? `the C++ compiler '${CXX}' (CXX)` : "a C++ compiler",
    needed: "build the simulator of --engine native",
    install: CXX
      ? "set CXX to a program that `CXX --version` starts, or unset it to have g++ or clang++"
      : "install g++ (Debian, Ubuntu: apt install g++), set CXX, or leave --engine native out",
  };
}
