import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";

/** C++ sources to build and run: `sources` and `includes` are paths among `files`. */
export interface CppProgram {
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  readonly sources: readonly string[];
  readonly includes: readonly string[];
  readonly defines?: readonly string[];
  readonly optimize?: "-O0" | "-O1" | "-O2";
}

/** Why a step failed, for one diagnostic. */
export interface CppFailure {
  readonly stage: "find" | "compile" | "run";
  readonly command: string;
  /** Exit code, or the name of the signal that ended it. */
  readonly exit: string;
  /** Last lines of what it said. */
  readonly said: readonly string[];
  readonly cause: string;
}

export type CppResult =
  | { readonly ok: true; readonly output: Uint8Array; readonly compiler: string }
  | { readonly ok: false; readonly failure: CppFailure };

/** Compiles a program, runs it on the bytes and gives back what it wrote. */
export type CppRunner = (program: CppProgram, input: Uint8Array) => Promise<CppResult>;

export interface CppSettings {
  /** Where AMD's headers are, to be used instead of the project's own ap_types. */
  readonly apTypes?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Include folder with AMD's own ap_fixed.h: BXC_AMD_AP_TYPES, or the one of the Vitis whose settings are sourced. */
export function amdApTypes(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env.BXC_AMD_AP_TYPES) return env.BXC_AMD_AP_TYPES;
  return env.XILINX_HLS ? path.join(env.XILINX_HLS, "include") : undefined;
}

/** The first of $CXX, g++ and clang++ that starts. */
export async function findCompiler(env: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  for (const name of [env.CXX, "g++", "clang++"]) {
    if (!name) continue;
    const probe = await execa(name, ["--version"], { env, reject: false });
    if (probe.exitCode === 0) return name;
  }
  return undefined;
}

export function createCppRunner(settings: CppSettings = {}): CppRunner {
  const env = settings.env ?? process.env;
  return async (program, input) => {
    const compiler = await findCompiler(env);
    if (compiler === undefined) return { ok: false, failure: noCompiler() };
    const folder = await mkdtemp(path.join(tmpdir(), "bxc-csim-"));
    try {
      await writeTree(folder, program.files);
      await writeFile(path.join(folder, "input.raw"), input);
      const includes = program.includes.map((name) => (name.endsWith("ap_types") ? (settings.apTypes ?? name) : name));
      const flags = [program.optimize ?? "-O1", "-std=c++14", "-w", ...includes.map((name) => `-I${name}`)];
      const defines = (program.defines ?? []).map((name) => `-D${name}`);
      const built = await step(folder, compiler, [...flags, ...defines, ...program.sources, "-o", "csim"], env);
      if (built !== undefined) return { ok: false, failure: { stage: "compile", ...built } };
      const ran = await step(folder, "./csim", ["input.raw", "output.raw"], env);
      if (ran !== undefined) return { ok: false, failure: { stage: "run", ...ran } };
      return { ok: true, compiler, output: await readFile(path.join(folder, "output.raw")) };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}

function noCompiler(): CppFailure {
  const cause = "no C++ compiler was found; install g++ (Debian, Ubuntu: apt install g++), or set CXX";
  return { stage: "find", command: "g++ --version", exit: "not found", said: [], cause };
}

async function step(
  cwd: string,
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Omit<CppFailure, "stage"> | undefined> {
  const done = await execa(command, args, { cwd, env, all: true, reject: false, maxBuffer: 1_000_000 });
  if (done.exitCode === 0) return undefined;
  const said = String(done.all ?? "").split("\n");
  const first = said.findIndex((line) => /\berror\b/i.test(line));
  const shown = (first < 0 ? said.slice(-12) : said.slice(first, first + 12)).filter((line) => line !== "");
  return {
    command: [command, ...args].join(" "),
    exit: done.signal ?? `exit code ${done.exitCode ?? "unknown"}`,
    said: shown,
    cause: likelyCause(done.signal, said.join("\n")),
  };
}

function likelyCause(signal: string | undefined, said: string): string {
  if (signal === "SIGKILL" || /Killed|cannot allocate memory|out of memory/i.test(said))
    return "the machine ran out of memory; a larger ReuseFactor or Strategy Resource makes less code";
  if (/No space left on device/.test(said)) return "the disk is full";
  if (/template instantiation depth|constexpr.*(limit|depth)/i.test(said))
    return "the compiler's template limit was met; this is a defect of Bunchcross, please report it with the model";
  if (/No such file or directory/.test(said)) return "a header is missing from the project";
  if (signal !== undefined) return "the program ended by a signal; this is a defect of Bunchcross, please report it";
  return "the emitted C++ does not build or run with this compiler; this is a defect of Bunchcross, please report it";
}

async function writeTree(folder: string, files: ReadonlyMap<string, string | Uint8Array>): Promise<void> {
  for (const [name, content] of files) {
    const target = path.join(folder, name);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, content);
  }
}
