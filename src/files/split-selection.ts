import { knownExtensions } from "./formats.js";

const SPEC = new RegExp(`^(.+?(?:${knownExtensions(false).join("|").replaceAll(".", "\\.")})):(.*)$`, "is");

/** `FILE.root:Events/pt` as file and selection: what stands behind the first extension of a data file and a colon. */
export function splitSelection(spec: string): { readonly file: string; readonly selection?: string } {
  const [, file, selection] = SPEC.exec(spec) ?? [];
  return file === undefined || selection === undefined ? { file: spec } : { file, selection };
}
