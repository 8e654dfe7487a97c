import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createReporter } from "../../src/diagnostics/reporter.js";
import { readDais } from "../../src/frontend/dais/read.js";

const WRITE_AGAIN = "write the program again with da4ml (CombLogic.save or save_binary)";
const GOOD = readFileSync(new URL("../dais/every-opcode.bin", import.meta.url));

function says(content: string | Uint8Array): readonly string[] {
  const reporter = createReporter();
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const program = readDais(bytes, "p.json", reporter);
  expect(program === undefined).toBe(reporter.diagnostics.length > 0);
  return reporter.diagnostics.map(({ severity, code, message, hint }) => `${severity}[${code}] ${message} | ${hint}`);
}

/** A program of one input, one output and these operations. */
const withOps = (...ops: string[]): string => `[[1,1],[0],[0],[0],[false],[${ops.join(",")}],-1,1,null]`;
const COPY = "[0,-1,-1,0,[-8,7,1],0,0]";
const words = (...values: number[]): Uint8Array => new Uint8Array(Int32Array.from(values).buffer);

describe("files that are no DAIS program", () => {
  const FILES: readonly (readonly [string, string | Uint8Array, string])[] = [
    ["empty", "", "0 bytes are no header and whole words of 4 bytes"],
    ["text", "hello", "5 bytes are no header and whole words of 4 bytes"],
    ["half a JSON list", "[[1,1],", "it is no JSON list of 8 or 9 values"],
    ["another JSON list", "[1,2,3]", "it is no JSON list of 8 or 9 values"],
    ["no shape", "[[1],[0],[0],[0],[false],[],-1,1]", "its shape is no pair of integers"],
    ["no shifts", "[[2,1],[0],[0],[0],[false],[],-1,1]", "it has no 2 shifts of inputs"],
    ["no signs", "[[1,1],[0],[0],[0],[],[],-1,1]", "it has no 1 signs of outputs"],
    ["no operations", "[[1,1],[0],[0],[0],[false],{},-1,1]", "it has no list of operations"],
    ["wrong tables", "[[1,1],[0],[0],[0],[false],[],-1,1,[7]]", "its lookup tables are not lists of integers"],
    [
      "output of nothing",
      "[[1,1],[0],[3],[0],[false],[],-1,1]",
      "output 0 takes an operation or a shift that is not there",
    ],
    [
      "shift of 2^20",
      "[[1,1],[1048576],[-1],[0],[false],[],-1,1]",
      "input 0 takes an operation or a shift that is not there",
    ],
    [
      "step 3",
      withOps("[0,-1,-1,0,[-6,6,3],0,0]"),
      "operation 0 is not [id0, id1, opcode, data, [min, max, step], latency, cost]",
    ],
    ["version", words(7, 0, 0, 0, 0, 0), "it is of version 7, version 1 is read"],
    ["negative count", words(1, 0, -1, 0, 0, 0), "a count in its header is negative"],
    ["truncated", GOOD.subarray(0, 400), "it ends too early: 100 words, at least 232 announced"],
    ["too long", words(1, 0, 0, 0, 0, 0, 9), "it has 7 words, 6 announced"],
  ];
  it.each(FILES)("%s", (_, content, reason) => {
    expect(says(content)).toEqual([`error[BX1201] the file is no DAIS program: ${reason} | ${WRITE_AGAIN}`]);
  });
});

describe("operations that are refused", () => {
  const known = "opcodes -6, -3, -2, -1 to 8, -9, 9 (data 0 to 2) and 10 (AND, OR, XOR) are known";
  const OPS: readonly (readonly [string, string, string])[] = [
    ["opcode", "[0,0,11,5,[0,1,1]]", `error[BX1202] operation 1 has the unknown opcode 11 (data 5) | ${known}`],
    ["bit operation", "[0,-1,9,3,[0,1,1]]", `error[BX1202] operation 1 has the unknown opcode 9 (data 3) | ${known}`],
    [
      "itself",
      "[0,1,0,0,[0,1,1]]",
      `error[BX1203] operation 1 takes the value of operation 1, which is none before it | ${WRITE_AGAIN}`,
    ],
    [
      "condition",
      "[0,0,6,7,[0,1,1]]",
      `error[BX1203] operation 1 takes the value of operation 7, which is none before it | ${WRITE_AGAIN}`,
    ],
    ["input", "[2,-1,-1,0,[0,1,1]]", `error[BX1203] operation 1 copies input 2 of 1 | ${WRITE_AGAIN}`],
    ["table", "[0,-1,8,0,[0,1,1]]", `error[BX1203] operation 1 looks up in a table that is not there | ${WRITE_AGAIN}`],
    ["shift", "[0,0,0,5000,[0,1,1]]", `error[BX1203] operation 1 shifts by 5000 bits | ${WRITE_AGAIN}`],
  ];
  it.each(OPS)("%s", (_, op, message) => {
    expect(says(withOps(COPY, op))).toEqual([message]);
  });

  it("a format and values beyond all use", () => {
    expect(says(words(1, 0, 1, 0, 1, 0, 0, -1, 0, -1, 0, 0, 1, 2 ** 30, 5))).toEqual([
      `error[BX1203] operation 0 has a format of ${2 ** 30 + 6} bits, 5 of them fraction | ${WRITE_AGAIN}`,
    ]);
    const squares = Array.from({ length: 12 }, (_, k) => `[${k},${k},7,0,[0,1,1]]`);
    expect(says(withOps(COPY, ...squares))).toEqual([
      `error[BX1203] operation 9 has values of more than 1024 bits | ${WRITE_AGAIN}`,
    ]);
  });
});

describe("damaged programs", () => {
  it("are read or refused, never crash", () => {
    fc.assert(
      fc.property(
        fc.nat(GOOD.length / 4 - 1),
        fc.oneof(fc.integer(), fc.integer({ min: -40, max: 40 })),
        (at, word) => {
          const bytes = Uint8Array.from(GOOD);
          new DataView(bytes.buffer).setInt32(4 * at, word, true);
          says(bytes);
        },
      ),
      { numRuns: 1500 },
    );
  });
});
