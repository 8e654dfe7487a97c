import { rmSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { findCompiler } from "../engine/native/compiler.js";
import type { CppBinary, CppCompiler, CppFailure, CppProgram, CppResult } from "../verify/cpp-program.js";
import { undoOnInterrupt } from "./undo.js";

export interface CppSettings {
  readonly env?: NodeJS.ProcessEnv;
  /** Folder of AMD's headers, to be used instead of the project's own ap_types. */
  readonly apTypes?: string | undefined;
}

/** Folder with AMD's own ap_fixed.h: BXC_AMD_AP_TYPES, or that of the Vitis whose settings are sourced. */
export function amdApTypes(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env.BXC_AMD_AP_TYPES) return env.BXC_AMD_AP_TYPES;
  return env.XILINX_HLS ? path.join(env.XILINX_HLS, "include") : undefined;
}

/** Builds and runs programs in folders of their own under the system's temporary one. */
export function createCppCompiler({ env = process.env, apTypes }: CppSettings = {}): CppCompiler {
  return {
    build: async (program) => {
      const compiler = await findCompiler(env);
      if (compiler === undefined) return { ok: false, failure: noCompiler(env) };
      const folder = await mkdtemp(path.join(tmpdir(), "bxc-csim-"));
      const done = undoOnInterrupt(() => rmSync(folder, { recursive: true, force: true }));
      const dispose = async (): Promise<void> => {
        await rm(folder, { recursive: true, force: true });
        done();
      };
      await writeTree(folder, program.files);
      const failure = await step("compile", folder, compiler.command, compilerArguments(program, apTypes), env);
      if (failure === undefined) return { ok: true, value: binaryIn(folder, env, dispose) };
      await dispose();
      return { ok: false, failure };
    },
  };
}

function binaryIn(folder: string, env: NodeJS.ProcessEnv, dispose: () => Promise<void>): CppBinary {
  const run = async (input: Uint8Array): Promise<CppResult<Uint8Array>> => {
    await writeFile(path.join(folder, "input.raw"), input);
    const failure = await step("run", folder, "./csim", ["input.raw", "output.raw"], env);
    if (failure !== undefined) return { ok: false, failure };
    return { ok: true, value: await readFile(path.join(folder, "output.raw")) };
  };
  return { run, dispose };
}

function compilerArguments({ sources, includes, defines, optimize }: CppProgram, apTypes?: string): string[] {
  const folders = includes.map((name) => (path.basename(name) === "ap_types" ? (apTypes ?? name) : name));
  // AMD's open headers assert on legal casts that drop more bits than the target has.
  const names = apTypes === undefined ? defines : [...defines, "NDEBUG"];
  const flags = [
    optimize,
    "-std=c++14",
    "-w",
    ...folders.map((name) => `-I${name}`),
    ...names.map((name) => `-D${name}`),
  ];
  return [...flags, "-o", "csim", ...sources];
}

function noCompiler({ CXX }: NodeJS.ProcessEnv): CppFailure {
  return {
    stage: "find",
    command: CXX ? `the C++ compiler '${CXX}' (CXX)` : "a C++ compiler",
    exit: "not found",
    said: [],
    cause: CXX
      ? "set CXX to a program that `CXX --version` starts, or unset it to have g++ or clang++"
      : "install g++ (Debian, Ubuntu: apt install g++), or set CXX",
  };
}

async function step(
  stage: "compile" | "run",
  cwd: string,
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<CppFailure | undefined> {
  const done = await execa(command, args, { cwd, env, all: true, reject: false });
  if (done.exitCode === 0) return undefined;
  const said = String(done.all ?? "").split("\n");
  const exit = done.signal ?? (done.exitCode === undefined ? "no exit code" : `exit code ${done.exitCode}`);
  const line = [command, ...args].join(" ");
  return { stage, command: line, exit, said: tellingLines(said), cause: likelyCause(done.signal, said.join("\n")) };
}

/** From the first error on; a compiler's last lines are rarely its important ones. */
function tellingLines(said: readonly string[]): string[] {
  const first = said.findIndex((line) => /\berror\b/i.test(line));
  return (first < 0 ? said.slice(-12) : said.slice(first, first + 12)).filter((line) => line !== "");
}

function likelyCause(signal: string | undefined, said: string): string {
  if (signal === "SIGKILL" || /Killed|cannot allocate memory|out of memory/i.test(said))
    return "the machine ran out of memory; Strategy Resource with a larger ReuseFactor makes less code";
  if (/No space left on device/.test(said)) return "the disk is full";
  if (/No such file or directory/.test(said)) return "a file of the project is missing";
  return "this is a defect of Bunchcross, or the project was edited; please report it with the model";
}

async function writeTree(folder: string, files: ReadonlyMap<string, string | Uint8Array>): Promise<void> {
  for (const [name, content] of files) {
    const target = path.join(folder, name);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, content);
  }
}
