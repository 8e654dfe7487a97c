import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import path from "node:path";
import { InternalError } from "../../support/errors.js";

/** A folder as it lies on the disk. */
export interface Emitted {
  readonly files: number;
  readonly bytes: number;
}

/** Runs a program to its end and returns what it printed; throws where it fails, for a bench has nothing to say then. */
export function output(command: string, args: readonly string[], cwd?: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: "utf8", cwd });
  if (error === undefined && status === 0) return stdout;
  throw new InternalError(`${command} ${args.join(" ")} failed: ${error?.message ?? stderr}`);
}

/** Seconds from the start of a process to its end. */
export function wallSeconds(command: string, args: readonly string[]): number {
  const start = performance.now();
  output(command, args);
  return (performance.now() - start) / 1000;
}

/** User and system time of a command with all its children, by the shell's `times`. */
export function cpuSeconds(command: string, args: readonly string[], cwd: string): number {
  const printed = output("sh", ["-c", '"$@" >/dev/null && times', "sh", command, ...args], cwd);
  const children = printed.trim().split("\n").at(-1) ?? "";
  return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, m, s]) => sum + 60 * Number(m) + Number(s), 0);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export function emitted(folder: string): Emitted {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.reduce((sum, { parentPath, name }) => sum + statSync(path.join(parentPath, name)).size, 0);
  return { files: files.length, bytes };
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  readonly gxx: string;
}

export function machine(): Machine {
  const gxx = output("g++", ["--version"]).split("\n")[0] ?? "";
  return { cpu: cpus()[0]?.model ?? "unknown", cores: availableParallelism(), node: process.version, gxx };
}
