import { readFileSync } from "node:fs";

/** Text of a file under the package's templates/ folder; undefined where there is none. */
export function packageTemplate(path: string): string | undefined {
  try {
    return readFileSync(new URL(`../../templates/${path}`, import.meta.url), "utf8");
  } catch {
    return undefined;
  }
}
