import type { Bytes } from "./bytes.js";

/** A line of a text file, without its end. */
export interface Line {
  readonly text: string;
  /** 1-based. */
  readonly number: number;
}

/** Lines that hold something, some at a time; none at the end. */
export type NextLines = () => Promise<readonly Line[] | { readonly problem: string }>;

const BLOCK = 2 ** 20;
/** Text without an end of line up to here is no text of events. */
const LONGEST = 2 ** 26;
const NEWLINE = 0x0a;

/** Reads a text file from its beginning. Blank lines and comments, which begin with '#', are passed over. */
export function lineReader(bytes: Bytes): NextLines {
  let offset = 0;
  let number = 1;
  let rest: Uint8Array = new Uint8Array();
  const nextBlock = async (): Promise<string | { readonly problem: string }> => {
    const block = Buffer.allocUnsafe(rest.length + Math.min(BLOCK, bytes.size - offset));
    block.set(rest);
    const problem = await bytes.read(offset, block.subarray(rest.length));
    if (problem !== undefined) return { problem };
    offset += block.length - rest.length;
    const end = offset < bytes.size ? block.lastIndexOf(NEWLINE) + 1 : block.length;
    rest = block.subarray(end);
    if (rest.length > LONGEST) return { problem: `line ${number} is longer than ${LONGEST / 2 ** 20} MiB` };
    return block.toString("utf8", 0, end);
  };
  return async () => {
    while (offset < bytes.size) {
      const block = await nextBlock();
      if (typeof block !== "string") return block;
      const texts = (number === 1 ? block.replace(/^\ufeff/, "") : block).split("\n");
      // What follows the last end of line is no line; at the end of the file it may be one.
      if (texts.at(-1) === "") texts.pop();
      const lines = texts.map((text, i) => ({
        text: text.endsWith("\r") ? text.slice(0, -1) : text,
        number: number + i,
      }));
      number += texts.length;
      const full = lines.filter(({ text }) => !/^\s*(#|$)/.test(text));
      if (full.length > 0) return full;
    }
    return [];
  };
}
