import { must } from "../../support/errors.js";
import { commentText } from "../../support/names.js";
import type { Lanes, Step, Storage } from "../step.js";

/** Type of the elements of rows. */
export function cppType({ bits, signed }: Storage): string {
  return `std::${signed ? "" : "u"}int${bits}_t`;
}

export function laneType(lanes: Lanes): string {
  return cppType({ bits: lanes, signed: true });
}

/** The integer as lanes hold it: of what does not fit the low bits are kept. */
export function laneLiteral(value: bigint, lanes: Lanes): string {
  return literal(BigInt.asIntN(lanes, value));
}

export function literal(value: bigint): string {
  if (value === -(1n << 63n)) return "INT64_MIN";
  const small = value >= -(1n << 31n) && value < 1n << 31n;
  return small ? `${value}` : `${value}LL`;
}

/** The definition of a constant array, which has at least one element. */
export function constantArray(type: string, name: string, values: readonly string[]): string {
  const lines: string[] = [];
  let line = "";
  for (const value of values) {
    if (line.length + value.length > 110) {
      lines.push(line);
      line = "";
    }
    line += `${line === "" ? "" : " "}${value},`;
  }
  const all = [...lines, line].map((each) => `    ${each}`).join("\n");
  return `alignas(64) const ${type} ${name}[] = {\n${all}\n};\n`;
}

/** What a step does, as a comment. */
export function stepComment({ nodes, why }: Step): string {
  const names = nodes.map(({ origin }) => `${origin.nodes.join(", ")} (${origin.opType})`).join("; ");
  return `// ${commentText(names)}\n// ${commentText(why)}\n`;
}

export function indent(lines: readonly string[], by: number): string {
  return lines.map((line) => `${" ".repeat(by)}${line}\n`).join("");
}

/** Constants of the program in front of its functions; equal ones are defined once. */
export interface Constants {
  /** Name of the array, which starts with `stem`. */
  readonly array: (type: string, stem: string, values: readonly string[]) => string;
  readonly text: () => string;
}

export function createConstants(): Constants {
  const names = new Map<string, string>();
  const definitions: string[] = [];
  return {
    array: (type, stem, values) => {
      const key = `${type} ${values.join()}`;
      const known = names.get(key);
      if (known !== undefined) return known;
      const name = `${stem}_${names.size}`;
      names.set(key, name);
      definitions.push(constantArray(type, name, values.length === 0 ? ["0"] : values));
      return must(names.get(key), name);
    },
    text: () => definitions.join(""),
  };
}
