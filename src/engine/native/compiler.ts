import { readFile } from "node:fs/promises";
import { cpus } from "node:os";
import { execa } from "execa";

/** A C++ compiler that starts. */
export interface Compiler {
  readonly command: string;
  /** What it says of itself. */
  readonly version: string;
}

/** $CXX, where it is set; else the first of g++ and clang++ that starts. */
export async function findCompiler(env: NodeJS.ProcessEnv = process.env): Promise<Compiler | undefined> {
  for (const command of env.CXX ? [env.CXX] : ["g++", "clang++"]) {
    const probe = await execa(command, ["--version"], { env, reject: false });
    if (probe.exitCode === 0) return { command, version: String(probe.stdout) };
  }
  return undefined;
}

/**
 * For this processor. Floats keep IEEE 754's values: only traps and errno, which nothing looks at, are given up. Buffers of
 * several types lie over one another.
 */
export const FLAGS: readonly string[] = [
  "-std=c++17",
  "-O3",
  "-march=native",
  ...(process.arch === "x64" ? ["-mprefer-vector-width=512"] : []),
  "-fno-strict-aliasing",
  "-ffp-contract=off",
  "-fno-trapping-math",
  "-fno-math-errno",
  "-fPIC",
  "-shared",
];

/** What `-march=native` depends on. */
export async function processorName(): Promise<string> {
  const told = await readFile("/proc/cpuinfo", "utf8").catch(() => "");
  const features = told.split("\n").find((line) => /^(flags|Features)\s*:/.test(line));
  return [process.arch, cpus()[0]?.model, features].join("\n");
}
