import type { Reporter } from "../../diagnostics/reporter.js";
import { type FixedType, fraction } from "../../fixed/types.js";
import { type DaisOp, MOST_BITS, type RawOp, type RawProgram } from "./program.js";

export interface TypedOp {
  readonly op: DaisOp;
  /** Format of its value. */
  readonly type: FixedType;
}

/** The operations with their operands told apart; undefined, and reported, where one names what is not there. */
export function decodeOps(program: RawProgram, file: string, reporter: Reporter): readonly TypedOp[] | undefined {
  const decoded: TypedOp[] = [];
  for (const [at, raw] of program.ops.entries()) {
    const { opcode, data, type } = raw;
    const op = opOf(raw, program.tables);
    if (op === undefined) {
      reporter.report("BX1202", { at, opcode, data }, { file });
      return undefined;
    }
    const wrong = wrongIn(op, raw, at, program.inputShifts.length);
    if (wrong !== undefined) {
      reporter.report("BX1203", { at, wrong }, { file });
      return undefined;
    }
    decoded.push({ op, type });
  }
  return decoded;
}

/** Source: da4ml's docs/dais.md to opcode 8; the two above it are known from the programs that it writes. */
function opOf({ opcode, id0: a, id1: b, data }: RawOp, tables: RawProgram["tables"]): DaisOp | undefined {
  const low = Number(BigInt.asIntN(32, data));
  const high = Number(BigInt.asIntN(32, data >> 32n));
  const negate = opcode < 0;
  switch (opcode) {
    case -1:
      return { kind: "copy", input: a };
    case 0:
    case 1:
      return { kind: "sum", a, b, shift: low, minus: opcode === 1 };
    case 2:
    case -2:
      return { kind: "relu", a, negate };
    case 3:
    case -3:
      return { kind: "quantize", a, negate };
    case 4:
      return { kind: "offset", a, constant: data };
    case 5:
      return { kind: "constant", constant: data };
    case 6:
    case -6:
      return { kind: "mux", condition: low, a, b, negate, shift: high };
    case 7:
      return { kind: "product", a, b };
    case 8:
      return { kind: "lookup", a, table: tables[low] ?? [], first: BigInt(high) };
    case 9:
    case -9: {
      const kind = (["not", "any", "all"] as const)[low];
      return kind && { kind, a, negate };
    }
    case 10: {
      const kind = (["and", "or", "xor"] as const)[high >> 24];
      return kind && { kind, a, b, negateA: (high & 1) !== 0, negateB: (high & 2) !== 0, shift: low };
    }
    default:
      return undefined;
  }
}

function wrongIn(op: DaisOp, { type }: RawOp, at: number, inputs: number): string | undefined {
  if (type.width < 0 || type.width > MOST_BITS || Math.abs(fraction(type)) > MOST_BITS) {
    return `has a format of ${type.width} bits, ${fraction(type)} of them fraction`;
  }
  if (op.kind === "copy") return isIn(op.input, inputs) ? undefined : `copies input ${op.input} of ${inputs}`;
  const operands = [
    ...("a" in op ? [op.a] : []),
    ...("b" in op ? [op.b] : []),
    ...("condition" in op ? [op.condition] : []),
  ];
  const later = operands.find((operand) => !isIn(operand, at));
  if (later !== undefined) return `takes the value of operation ${later}, which is none before it`;
  if ("shift" in op && Math.abs(op.shift) > MOST_BITS) return `shifts by ${op.shift} bits`;
  if (op.kind === "lookup" && op.table.length === 0) return "looks up in a table that is not there";
  return undefined;
}

function isIn(index: number, length: number): boolean {
  return index >= 0 && index < length;
}
