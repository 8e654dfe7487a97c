import type { RawOp, RawProgram } from "./program.js";

const VERSION = 1;
const WORDS_OF_HEADER = 6;
const WORDS_OF_OP = 8;

/** The binary form, little-endian words of 32 bits; or in words what is wrong with it. */
export function parseBinary(bytes: Uint8Array): RawProgram | string {
  if (bytes.length % 4 !== 0 || bytes.length < 4 * WORDS_OF_HEADER) {
    return `${bytes.length} bytes are no header and whole words of 4 bytes`;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const words = bytes.length / 4;
  const word = (index: number): number => view.getInt32(4 * index, true);
  if (word(0) !== VERSION) return `it is of version ${word(0)}, version ${VERSION} is read`;
  const [inputs, outputs, ops, tables] = [word(2), word(3), word(4), word(5)];
  if (Math.min(inputs, outputs, ops, tables) < 0) return "a count in its header is negative";

  const outputsAt = WORDS_OF_HEADER + inputs;
  const opsAt = outputsAt + 3 * outputs;
  const tablesAt = opsAt + WORDS_OF_OP * ops;
  if (tablesAt + tables > words) return `it ends too early: ${words} words, at least ${tablesAt + tables} announced`;
  const sizes = Array.from({ length: tables }, (_, k) => word(tablesAt + k));
  const announced = sizes.reduce((sum, size) => sum + size, tablesAt + tables);
  if (Math.min(0, ...sizes) < 0 || announced !== words) return `it has ${words} words, ${announced} announced`;

  let next = tablesAt + tables;
  return {
    inputShifts: Array.from({ length: inputs }, (_, k) => word(WORDS_OF_HEADER + k)),
    outputs: Array.from({ length: outputs }, (_, k) => ({
      op: word(outputsAt + k),
      shift: word(outputsAt + outputs + k),
      negative: word(outputsAt + 2 * outputs + k) !== 0,
    })),
    ops: Array.from({ length: ops }, (_, k) => readOp(word, view, opsAt + WORDS_OF_OP * k)),
    tables: sizes.map((size) => Array.from({ length: size }, () => BigInt(word(next++)))),
  };
}

function readOp(word: (index: number) => number, view: DataView, at: number): RawOp {
  const signed = word(at + 5) !== 0;
  const int = word(at + 6) + (signed ? 1 : 0);
  return {
    opcode: word(at),
    id0: word(at + 1),
    id1: word(at + 2),
    data: view.getBigInt64(4 * (at + 3), true),
    type: { signed, width: int + word(at + 7), int },
  };
}
