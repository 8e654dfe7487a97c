import { didYouMean } from "../support/text.js";
import { type ApFixed, apFixed, type FixedType, OVERFLOWS, ROUNDINGS, sameApFixed } from "./types.js";

/** What was wrong with a precision string, where in it, and what to write instead. */
export interface PrecisionError {
  readonly problem: string;
  /** 0-based offset into the string. */
  readonly column: number;
  readonly hint: string;
}

const GRAMMAR = "ap_fixed<W,I[,Q[,O[,N]]]>, ap_ufixed<...>, ap_int<W> or ap_uint<W> (the ap_ may be left out)";

/** Parses every precision string of the field: `ap_fixed<16,6,AP_RND,AP_SAT>`, `ufixed<8,0>`, `int<4>`, `uint<1>`. */
export function parsePrecision(text: string): ApFixed | PrecisionError {
  const head = /^\s*([A-Za-z_]\w*?)\s*<([^<>]*)>\s*$/.exec(text);
  if (head === null) return malformed(text);
  const name = (head[1] ?? "").toLowerCase().replace(/^ap_/, "");
  const shape = { fixed: [true, false], ufixed: [false, false], int: [true, true], uint: [false, true] }[name];
  if (shape === undefined) return unknownName(head[1] ?? "");
  return parseArguments(text, head[2] ?? "", text.indexOf("<") + 1, shape[0] === true, shape[1] === true);
}

export function isPrecisionError(value: ApFixed | PrecisionError): value is PrecisionError {
  return "problem" in value;
}

function malformed(text: string): PrecisionError {
  const numbers = text.match(/\d+/g) ?? [];
  const unsigned = /^\s*(ap_)?u/i.test(text) ? "u" : "";
  const kind = /int/i.test(text) ? "int" : "fixed";
  const example = numbers.length === 0 ? "16,6" : kind === "int" ? numbers[0] : numbers.slice(0, 2).join(",");
  const hint = `did you mean ap_${unsigned}${kind}<${example}>?`;
  return { problem: `is no precision; the grammar is ${GRAMMAR}`, column: 0, hint };
}

function unknownName(name: string): PrecisionError {
  const near = didYouMean(name, ["ap_fixed", "ap_ufixed", "ap_int", "ap_uint"]);
  return {
    problem: `unknown type name '${name}'`,
    column: 0,
    hint: near === undefined ? `write ${GRAMMAR}` : `did you mean ${near}?`,
  };
}

function parseArguments(
  text: string,
  inside: string,
  start: number,
  signed: boolean,
  integer: boolean,
): ApFixed | PrecisionError {
  const parts = inside.split(",").map((part) => part.trim());
  const columns = inside.split(",").map((_, i, all) => start + all.slice(0, i).join(",").length + (i > 0 ? 1 : 0));
  const numbers = integer ? 1 : 2;
  for (let i = 0; i < Math.min(numbers, parts.length); i++) {
    if (!/^-?\d+$/.test(parts[i] ?? "")) return notANumber(text, parts[i] ?? "", columns[i] ?? start);
  }
  if (parts.length < numbers)
    return { problem: "needs W,I", column: start, hint: `for example ap_fixed<${parts[0]},6>` };
  if (parts.length > (integer ? 1 : 5)) return { problem: "has too many arguments", column: start, hint: GRAMMAR };
  const width = Number(parts[0]);
  const int = integer ? width : Number(parts[1]);
  if (width < 1 || width > 4096)
    return {
      problem: `width ${width} is outside 1..4096`,
      column: start,
      hint: `write a width of at ${width < 1 ? "least 1 bit" : "most 4096 bits"}`,
    };
  if (Math.abs(int) > 4096)
    return {
      problem: `integer bits ${int} are outside -4096..4096`,
      column: columns[1] ?? start,
      hint: "I counts the bits left of the binary point",
    };
  // An ap_int is assigned like a C integer: toward zero. An ap_fixed of no fraction bits is not.
  if (integer) return apFixed({ signed, width, int }, "TRN_ZERO");
  return withModes({ signed, width, int }, parts, columns);
}

function notANumber(text: string, part: string, column: number): PrecisionError {
  const separator = /[;:. ]/.exec(part);
  if (separator !== null)
    return {
      problem: `expected ',' at column ${column + separator.index + 1}`,
      column: column + separator.index,
      hint: `did you mean ${text.replace(separator[0], ",")}?`,
    };
  return { problem: `'${part}' is no whole number`, column, hint: `the grammar is ${GRAMMAR}` };
}

function withModes(type: FixedType, parts: readonly string[], columns: readonly number[]): ApFixed | PrecisionError {
  const rounding = mode(parts[2], ROUNDINGS, "rounding", columns[2] ?? 0);
  if (typeof rounding === "object") return rounding;
  const overflow = mode(parts[3], OVERFLOWS, "overflow", columns[3] ?? 0);
  if (typeof overflow === "object") return overflow;
  const wrapBits = Number(parts[4] ?? 0);
  if (!Number.isInteger(wrapBits) || wrapBits < 0 || wrapBits > type.width)
    return {
      problem: `'${parts[4]}' is no number of saturated bits`,
      column: columns[4] ?? 0,
      hint: "leave N out, or write 0",
    };
  return apFixed(type, rounding ?? "TRN", overflow ?? "WRAP", wrapBits);
}

function mode<M extends string>(
  written: string | undefined,
  modes: readonly M[],
  what: string,
  column: number,
): M | undefined | PrecisionError {
  if (written === undefined) return undefined;
  const bare = written.toUpperCase().replace(/^(AP|AC|SC)_/, "");
  const found = modes.find((name) => name === bare);
  if (found !== undefined) return found;
  const synonyms: Record<string, string> = {
    ROUND: "RND",
    CLAMP: "SAT",
    SATURATE: "SAT",
    TRUNC: "TRN",
    TRUNCATE: "TRN",
  };
  const near = synonyms[bare] ?? didYouMean(bare, modes);
  const list = modes.map((name) => `AP_${name}`).join(", ");
  return {
    problem: `unknown ${what} mode '${written}'; the modes are ${list}`,
    column,
    hint: near === undefined ? `write one of ${list}` : `did you mean AP_${near}?`,
  };
}

/** `fixed<16,6>`: the type alone, as the IR prints it. */
export function printType(type: FixedType): string {
  return `${type.signed ? "" : "u"}fixed<${type.width},${type.int}>`;
}

/** `ap_fixed<16,6,AP_RND,AP_SAT>`: the C++ spelling, default modes left out. */
export function printApFixed(type: ApFixed): string {
  const modes = [`AP_${type.rounding}`, `AP_${type.overflow}`, String(type.wrapBits)];
  const plain = apFixed(type);
  const shown = sameApFixed(type, plain)
    ? []
    : type.wrapBits > 0
      ? modes
      : type.overflow !== "WRAP"
        ? modes.slice(0, 2)
        : modes.slice(0, 1);
  return `ap_${type.signed ? "" : "u"}fixed<${[type.width, type.int, ...shown].join(",")}>`;
}
