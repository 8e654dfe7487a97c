import type { Interval } from "../../fixed/interval.js";
import type { Cell, Wire } from "../../netlist/cell.js";
import { assertNever, InternalError } from "../../support/errors.js";
import type { Lanes } from "../step.js";
import { type Code, type Local, SIMD } from "./assembler.js";
import { emitEntry } from "./entry.js";
import { LANE_OPS, LOW_HALVES, splat } from "./lane-ops.js";
import type { DataArea } from "./layout.js";
import { emitQuotient } from "./quotient.js";
import type { Tallies } from "./tally.js";

/** What programs need of the function that they are emitted into. */
export interface LaneContext {
  /** For the entries of tables. */
  readonly data: DataArea;
  readonly tallies: Tallies;
}

/** Where cells are emitted to, and what is known of their wires. */
export interface Site {
  readonly code: Code;
  readonly lanes: Lanes;
  readonly context: LaneContext;
  readonly local: (wire: Wire) => Local;
  readonly range: (wire: Wire) => Interval;
}

type OfOp<K extends Cell["op"]> = Extract<Cell, { op: K }>;

/** Leaves a cell's value on the stack. */
export function emitCell(site: Site, cell: Cell): void {
  const { code, lanes, local, range } = site;
  const ops = LANE_OPS[lanes];
  switch (cell.op) {
    case "add":
    case "sub":
      return binary(site, ops[cell.op], cell.a, cell.b);
    case "mul":
      return emitMul(site, cell.a, cell.b);
    case "min":
    case "max":
      return emitExtremum(site, cell.op, cell.a, cell.b);
    case "quotient":
      return emitQuotient(code, lanes, local(cell.a), local(cell.b), [range(cell.a), range(cell.b)]);
    case "shl":
      return emitShl(site, cell.a, cell.bits);
    case "shr":
      return emitShr(site, cell.a, Math.min(cell.bits, lanes - 1));
    case "wrap":
      return emitWrap(site, cell);
    case "select":
      binary(site, ops.lt, cell.a, cell.b);
      return choose(site, cell.less, cell.otherwise);
    case "entry":
      return emitEntry(code, site.context.data, lanes, local(cell.a), range(cell.a), cell);
    case "tally":
      return code.get(local(cell.a));
    case "input":
    case "const":
      throw new InternalError(`${cell.op} is not computed`);
    default:
      return assertNever(cell, "cell");
  }
}

/** Counts the events whose value lies outside; nothing is emitted where none can. */
export function emitTally(site: Site, cell: OfOp<"tally">): void {
  const { code, lanes, local, range } = site;
  const { lo, hi } = range(cell.a);
  const value = local(cell.a);
  const compare = (opcode: number, bound: bigint): void => {
    code.get(value);
    code.get(code.constant(splat(lanes, bound)));
    code.simd(opcode);
  };
  const [below, above] = [lo < cell.lo, hi > cell.hi];
  if (!below && !above) return;
  // Bounds that a value is wholly outside of may not fit the lanes.
  if (hi < cell.lo || lo > cell.hi) code.get(code.constant(splat(lanes, -1n)));
  else {
    if (below) compare(LANE_OPS[lanes].lt, cell.lo);
    if (above) compare(LANE_OPS[lanes].gt, cell.hi);
    if (below && above) code.simd(SIMD.or);
  }
  site.context.tallies.count(cell.counter);
}

function binary({ code, local }: Site, opcode: number, a: Wire, b: Wire): void {
  code.get(local(a));
  code.get(local(b));
  code.simd(opcode);
}

function withConstant({ code, lanes }: Site, opcode: number, value: bigint): void {
  code.get(code.constant(splat(lanes, value)));
  code.simd(opcode);
}

/**
 * Products of narrow operands by cheaper instructions: 16-bit factors in 32-bit lanes as a sum of two 16-bit products, the
 * upper of which has a factor 0; 32-bit factors in 64-bit lanes by one widening product.
 */
function emitMul(site: Site, a: Wire, b: Wire): void {
  const { code, lanes, local, range } = site;
  const [x, y] = [range(a), range(b)];
  const clear = (r: Interval): boolean => r.lo >= 0n && fits(r, 16);
  if (lanes === 32 && fits(x, 16) && fits(y, 16) && (clear(x) || clear(y))) {
    return binary(site, SIMD.i32x4DotI16x8s, a, b);
  }
  if (lanes !== 64 || !fits(x, 32) || !fits(y, 32)) return binary(site, LANE_OPS[lanes].mul, a, b);
  for (const wire of [a, b]) {
    code.get(local(wire));
    code.get(local(wire));
    code.simd(SIMD.shuffle, ...LOW_HALVES);
  }
  code.simd(SIMD.i64x2ExtmulLowI32x4s);
}

function fits({ lo, hi }: Interval, bits: number): boolean {
  const limit = 1n << BigInt(bits - 1);
  return lo >= -limit && hi < limit;
}

function emitExtremum(site: Site, op: "min" | "max", a: Wire, b: Wire): void {
  const ops = LANE_OPS[site.lanes];
  const opcode = ops[op];
  if (opcode !== undefined) return binary(site, opcode, a, b);
  binary(site, op === "min" ? ops.lt : ops.gt, a, b);
  choose(site, a, b);
}

/** Takes a mask from the stack and leaves `yes` in its lanes of -1, `no` in those of 0. */
function choose({ code, local, range }: Site, yes: Wire, no: Wire): void {
  const isZero = (wire: Wire): boolean => range(wire).lo === 0n && range(wire).hi === 0n;
  if (isZero(no)) {
    code.get(local(yes));
    return code.simd(SIMD.and);
  }
  const mask = code.local("v128");
  code.set(mask);
  for (const wire of isZero(yes) ? [no] : [yes, no]) code.get(local(wire));
  code.get(mask);
  code.simd(isZero(yes) ? SIMD.andnot : SIMD.bitselect);
  code.release("v128", mask);
}

/** Lanes keep what the product is modulo 2^lanes. */
function emitShl({ code, lanes, local }: Site, a: Wire, bits: number): void {
  if (bits >= lanes) return code.get(code.constant(new Uint8Array(16)));
  code.get(local(a));
  code.i32(bits);
  code.simd(LANE_OPS[lanes].shl);
}

function emitShr(site: Site, a: Wire, bits: number): void {
  const { code, lanes, local, range } = site;
  code.get(local(a));
  if (bits === 0) return;
  code.i32(bits);
  if (lanes !== 64) return code.simd(LANE_OPS[lanes].shr);
  // x64 has no arithmetic shift of 64-bit lanes: the sign, where there may be one, is extended by hand.
  code.simd(SIMD.i64x2ShrU);
  if (range(a).lo < 0n) extendSign(site, 64 - bits);
}

/** The integer of `width` bits in two's complement that the lower bits of the lanes are; those above are 0. */
function extendSign(site: Site, width: number): void {
  const sign = 1n << BigInt(width - 1);
  withConstant(site, SIMD.xor, sign);
  withConstant(site, LANE_OPS[site.lanes].sub, sign);
}

function emitWrap(site: Site, { a, signed, width }: OfOp<"wrap">): void {
  const { code, lanes, local } = site;
  code.get(local(a));
  // A result of more bits than the lanes have is only wanted modulo 2^lanes, or fits them: then so did the operand.
  if (width >= lanes) return;
  if (signed && width > 0 && lanes !== 64) {
    for (const shift of [LANE_OPS[lanes].shl, LANE_OPS[lanes].shr]) {
      code.i32(lanes - width);
      code.simd(shift);
    }
    return;
  }
  withConstant(site, SIMD.and, (1n << BigInt(width)) - 1n);
  if (signed && width > 0) extendSign(site, width);
}
