import { bitLength, type FixedType } from "../../fixed/types.js";
import type { RawOp, RawOutput, RawProgram } from "./program.js";

/** The JSON form, a list of eight or nine values; or in words what is wrong with it. */
export function parseJson(text: string): RawProgram | string {
  const root = parsed(text);
  if (!Array.isArray(root) || root.length < 8 || root.length > 9) return "it is no JSON list of 8 or 9 values";
  const [shape, inputShifts, indices, shifts, negatives, ops] = root;
  const tables = root[8] ?? [];
  if (!isIntegers(shape) || shape.length !== 2) return "its shape is no pair of integers";
  const [inputs, outputs] = shape;
  if (!isIntegers(inputShifts) || inputShifts.length !== inputs) return `it has no ${inputs} shifts of inputs`;
  for (const [what, list] of [
    ["indices", indices],
    ["shifts", shifts],
    ["signs", negatives],
  ] as const) {
    if (!isIntegers(list) || list.length !== outputs) return `it has no ${outputs} ${what} of outputs`;
  }
  if (!Array.isArray(ops)) return "it has no list of operations";
  const read = ops.map(readOp);
  const bad = read.indexOf(undefined);
  if (bad >= 0) return `operation ${bad} is not [id0, id1, opcode, data, [min, max, step], latency, cost]`;
  const entries = Array.isArray(tables) ? tables.map(readTable) : [undefined];
  if (entries.includes(undefined)) return "its lookup tables are not lists of integers";
  return {
    inputShifts,
    outputs: outputsOf(indices, shifts, negatives),
    ops: withFirstPositions(read as RangedOp[]),
    tables: entries as bigint[][],
  };
}

/** Integers of more digits than doubles hold come as text: the data of an operation has 64 bits. */
function parsed(text: string): unknown {
  const exact = text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
    /^-?\d{16,}$/.test(token) ? `"${token}"` : token,
  );
  try {
    return JSON.parse(exact);
  } catch {
    return undefined;
  }
}

function isIntegers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => typeof item === "boolean" || Number.isSafeInteger(item));
}

function outputsOf(indices: readonly number[], shifts: readonly number[], negatives: readonly number[]): RawOutput[] {
  return indices.map((op, k) => ({ op, shift: shifts[k] ?? 0, negative: Boolean(negatives[k]) }));
}

interface RangedOp {
  readonly op: RawOp;
  /** Least value of the operation, in steps. */
  readonly lowest: bigint;
}

function readOp(value: unknown): RangedOp | undefined {
  if (!Array.isArray(value) || value.length < 5) return undefined;
  const [id0, id1, opcode, data, range] = value;
  const exact = integerOf(data);
  if (!isIntegers([id0, id1, opcode]) || exact === undefined || !Array.isArray(range)) return undefined;
  const [min, max, step] = range.map(Number);
  const format = formatOf(min ?? Number.NaN, max ?? Number.NaN, step ?? Number.NaN);
  if (format === undefined) return undefined;
  const { type, lowest } = format;
  return { op: { opcode, id0, id1, data: BigInt.asIntN(64, exact), type }, lowest };
}

function integerOf(value: unknown): bigint | undefined {
  if (typeof value === "string") return /^-?\d+$/.test(value) ? BigInt(value) : undefined;
  return Number.isSafeInteger(value) ? BigInt(value as number) : undefined;
}

/** The narrowest format of min, min + step, ..., max, where step is a power of two. */
function formatOf(min: number, max: number, step: number): { type: FixedType; lowest: bigint } | undefined {
  if (min === 0 && max === 0) return { type: { signed: false, width: 0, int: 0 }, lowest: 0n };
  const [lo, hi] = [min / step, max / step];
  const fraction = -Math.log2(step);
  if (!(Number.isInteger(fraction) && Number.isInteger(lo) && Number.isInteger(hi) && lo <= hi)) return undefined;
  const signed = lo < 0;
  const beyond = [signed ? -BigInt(lo) : 0n, BigInt(hi) + 1n].reduce((a, b) => (a > b ? a : b));
  const width = bitLength(beyond - 1n) + (signed ? 1 : 0);
  return { type: { signed, width, int: width - fraction }, lowest: BigInt(lo) };
}

function readTable(value: unknown): bigint[] | undefined {
  const entries = (value as { table?: unknown } | null)?.table;
  return isIntegers(entries) ? entries.map(BigInt) : undefined;
}

/** Puts the first position into the high word of lookups, where the binary form has it. */
function withFirstPositions(ops: readonly RangedOp[]): RawOp[] {
  return ops.map(({ op }) => {
    const operand = op.opcode === 8 ? ops[op.id0] : undefined;
    if (operand === undefined) return op;
    const { signed, width } = operand.op.type;
    const first = operand.lowest + (signed ? 1n << BigInt(width - 1) : 0n);
    return { ...op, data: (first << 32n) | BigInt.asUintN(32, op.data) };
  });
}
