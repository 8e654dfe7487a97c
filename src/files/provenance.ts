import { type Provenance, TOY_NOTICE } from "../data/sample.js";
import { createReporter } from "../diagnostics/reporter.js";
import { formatOfContent, formatOfName } from "./formats.js";
import { firstBytes } from "./open.js";

/** Where the events of a file come from, if it says so as `bxc generate` does; files of other origin have none. */
export async function readProvenance(file: string): Promise<Provenance | undefined> {
  try {
    const start = await firstBytes({ file, reporter: createReporter() });
    const format = start && (formatOfContent(start) ?? formatOfName(file));
    const { record } = (await format?.load()) ?? {};
    return provenanceIn((await record?.(file)) ?? {});
  } catch {
    // What is wrong with the file is said where its arrays are opened.
    return undefined;
  }
}

/** The record of a sample; formats of texts hold numbers and maps as JSON. */
function provenanceIn(record: Readonly<Record<string, unknown>>): Provenance | undefined {
  const { generator, stream, parameterHash, notice } = record;
  const [version, seed, parameters] = [record.version, record.seed, record.parameters].map((value): unknown =>
    typeof value === "string" ? JSON.parse(value) : value,
  );
  const texts = [generator, stream, parameterHash].every((text) => typeof text === "string");
  const numbers = [version, seed].every((number) => typeof number === "number");
  if (!texts || !numbers || notice !== TOY_NOTICE || typeof parameters !== "object") return undefined;
  return { generator, version, seed, stream, parameters, parameterHash, notice } as Provenance;
}
