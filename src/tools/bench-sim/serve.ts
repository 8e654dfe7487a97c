import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { type OutputArray, writeNpy } from "../../index.js";
import { timed } from "./timing.js";

/** A contestant in Node: the other side of `contestant.ts`. */
export interface Served {
  readonly version: string;
  /** Computes all events. */
  readonly pass: () => unknown;
  /** What the last pass computed, and the file for it. */
  readonly outputs: () => OutputArray;
  readonly file: string;
}

/** Answers until stdin ends. */
export async function serve({ version, pass, outputs, file }: Served): Promise<void> {
  const answer = (value: unknown): void => console.log(JSON.stringify(value));
  const first = await timed(pass);
  writeFileSync(file, writeNpy(outputs()));
  answer({ version, first });
  for await (const _ of createInterface({ input: process.stdin })) answer(await timed(pass));
}
