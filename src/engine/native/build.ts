import { writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import type { Reporter } from "../../diagnostics/reporter.js";
import { cacheFolder, createCache, hashOf } from "./cache.js";
import { type Compiler, FLAGS, findCompiler, processorName } from "./compiler.js";

/** Lines of what a compiler says that are shown. */
const SHOWN_LINES = 12;

/** Path of the library that a C++ program becomes, from the cache where it was compiled before. Failures are reported. */
export async function buildLibrary(
  source: string,
  env: NodeJS.ProcessEnv,
  reporter: Reporter,
  flags: readonly string[] = FLAGS,
): Promise<string | undefined> {
  const compiler = await findCompiler(env);
  if (compiler === undefined) return void reporter.report("BX5001", missing(env));
  const key = hashOf(source, ...flags, compiler.version, await processorName());
  const cache = createCache(path.join(cacheFolder(env), "native"));
  const build = (folder: string) => compile(compiler, folder, source, flags, env, reporter);
  return (await cache.find(key)) ?? cache.add(key, build);
}

async function compile(
  { command }: Compiler,
  folder: string,
  source: string,
  flags: readonly string[],
  env: NodeJS.ProcessEnv,
  reporter: Reporter,
): Promise<string | undefined> {
  await writeFile(path.join(folder, "program.cpp"), source);
  const args = [...flags, "-o", "program.so", "program.cpp"];
  const done = await execa(command, args, { cwd: folder, env, all: true, reject: false });
  if (done.exitCode === 0) return path.join(folder, "program.so");
  const exit = done.signal ?? `exit code ${done.exitCode}`;
  const said = String(done.all ?? "")
    .split("\n")
    .filter((line) => line !== "");
  const first = Math.max(
    0,
    said.findIndex((line) => /\berror\b/i.test(line)),
  );
  const shown = said.slice(first, first + SHOWN_LINES);
  return void reporter.report("BX5002", { command: [command, ...args].join(" "), exit, said: shown });
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
