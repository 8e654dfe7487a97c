import { readFileSync } from "node:fs";

/** Version of this Bunchcross, as its package.json says. */
export function toolVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
