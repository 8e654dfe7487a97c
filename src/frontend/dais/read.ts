import type { Reporter } from "../../diagnostics/reporter.js";
import { type FixedType, fraction, maxMantissa, minMantissa, typeOfRange, unionType } from "../../fixed/types.js";
import { createNetlist, type NetlistBuilder } from "../../netlist/build.js";
import type { Netlist } from "../../netlist/cell.js";
import { magnitudeBits } from "../../netlist/range.js";
import { must } from "../../support/errors.js";
import { decodeOps, type TypedOp } from "./decode.js";
import { type DaisValue, lowerOp } from "./lower.js";
import { parseBinary } from "./parse-binary.js";
import { parseJson } from "./parse-json.js";
import { MOST_BITS, type RawOutput, type RawProgram } from "./program.js";

/** A straight-line integer program: `netlist` takes and gives mantissas of these types, in the order of the file. */
export interface DaisProgram {
  readonly netlist: Netlist;
  /** Values are rounded down and wrapped to these; an input that the program does not copy is one bit. */
  readonly inputs: readonly FixedType[];
  readonly outputs: readonly FixedType[];
}

/**
 * Reads a program of da4ml's instruction set DAIS (spec version 1), as `CombLogic.save` (JSON) or `save_binary` writes
 * it. Undefined, and reported, where the program is damaged or does what is not known.
 */
export function readDais(bytes: Uint8Array, file: string, reporter: Reporter): DaisProgram | undefined {
  const program = isJson(bytes) ? parseJson(new TextDecoder().decode(bytes)) : parseBinary(bytes);
  if (typeof program === "string") {
    reporter.report("BX1201", { reason: program }, { file });
    return undefined;
  }
  return lower(program, file, reporter);
}

/** The binary form begins with its version, which is no bracket. */
function isJson(bytes: Uint8Array): boolean {
  return /^\s*\[/.test(new TextDecoder("latin1").decode(bytes.subarray(0, 64)));
}

function lower(program: RawProgram, file: string, reporter: Reporter): DaisProgram | undefined {
  const wrongOutput = program.outputs.findIndex(
    ({ op, shift }) => op >= program.ops.length || Math.abs(shift) > MOST_BITS,
  );
  const wrongInput = program.inputShifts.findIndex((shift) => Math.abs(shift) > MOST_BITS);
  const wrong = wrongOutput >= 0 ? `output ${wrongOutput}` : wrongInput >= 0 ? `input ${wrongInput}` : undefined;
  if (wrong !== undefined) {
    reporter.report("BX1201", { reason: `${wrong} takes an operation or a shift that is not there` }, { file });
    return undefined;
  }
  const ops = decodeOps(program, file, reporter);
  if (ops === undefined) return undefined;
  const build = createNetlist();
  const inputs = inputTypes(program.inputShifts, ops);
  const ports = inputs.map((type, k): DaisValue => {
    const wire = build.input({ lo: minMantissa(type), hi: maxMantissa(type) });
    return { wire, type: shifted(type, program.inputShifts[k] ?? 0) };
  });
  const values = lowerOps(ops, ports, build, file, reporter);
  if (values === undefined) return undefined;
  const outputs = program.outputs.map((output) => outputValue(output, values, build));
  return { netlist: build.finish(outputs.map(({ wire }) => wire)), inputs, outputs: outputs.map(({ type }) => type) };
}

/** Values of all operations; undefined where one is refused. */
function lowerOps(
  ops: readonly TypedOp[],
  ports: readonly DaisValue[],
  build: NetlistBuilder,
  file: string,
  reporter: Reporter,
): readonly DaisValue[] | undefined {
  const values: DaisValue[] = [];
  const value = (index: number): DaisValue => must(values[index], "value of an operation");
  const input = (index: number): DaisValue => must(ports[index], "input");
  for (const [at, { op, type }] of ops.entries()) {
    const wire = lowerOp(op, type, build, value, input);
    if (magnitudeBits(build.rangeOf(wire)) > MOST_BITS) {
      reporter.report("BX1203", { at, wrong: `has values of more than ${MOST_BITS} bits` }, { file });
      return undefined;
    }
    values.push({ wire, type });
  }
  return values;
}

/** For each input the narrowest type that has all bits that the program copies of it. */
function inputTypes(shifts: readonly number[], ops: readonly TypedOp[]): FixedType[] {
  const types: (FixedType | undefined)[] = shifts.map(() => undefined);
  for (const { op, type } of ops) {
    if (op.kind !== "copy" || type.width === 0) continue;
    const copied = shifted(type, -(shifts[op.input] ?? 0));
    const known = types[op.input];
    types[op.input] = known === undefined ? copied : unionType(known, copied);
  }
  return types.map((type) => type ?? { signed: false, width: 1, int: 1 });
}

/** The type of value · 2^bits with the same mantissas. */
function shifted(type: FixedType, bits: number): FixedType {
  return { ...type, int: type.int + bits };
}

function outputValue(
  { op, shift, negative }: RawOutput,
  values: readonly DaisValue[],
  build: NetlistBuilder,
): DaisValue {
  const zero = build.arith.of(0n);
  const value = values[op];
  if (value === undefined) return { wire: zero, type: typeOfRange(0n, 0n, 0) };
  const wire = negative ? build.arith.sub(zero, value.wire) : value.wire;
  const { lo, hi } = build.rangeOf(wire);
  return { wire, type: typeOfRange(lo, hi, fraction(value.type) - shift) };
}
