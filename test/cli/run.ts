import { main } from "../../src/cli/main.js";

/** What a command line printed and returned. */
export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `bxc ...` in this process. */
export async function bxc(...argv: string[]): Promise<Ran> {
  return bxcWith({}, ...argv);
}

/** As `bxc`, in another environment. */
export async function bxcWith(env: NodeJS.ProcessEnv, ...argv: string[]): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    stdout: (text: string) => void out.push(text),
    stderr: (text: string) => void err.push(text),
    env: { PATH: process.env.PATH, ...env },
    color: false,
  };
  const exitCode = await main(argv, io);
  return { exitCode, stdout: out.join(""), stderr: err.join("") };
}
