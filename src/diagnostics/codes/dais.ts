import { row } from "../diagnostic.js";

const WRITE_AGAIN = "write the program again with da4ml (CombLogic.save or save_binary)";

/** BX12xx: straight-line integer programs of da4ml (DAIS). */
export const daisCodes = {
  BX1201: row<{ reason: string }>({
    severity: "error",
    title: "not a DAIS program",
    explain:
      "The file is read as a program of da4ml's instruction set DAIS, spec version 1: the JSON list that CombLogic.save writes, or the words of 32 bits of save_binary. It is neither, or it is damaged.",
    message: ({ reason }) => `the file is no DAIS program: ${reason}`,
    hint: () => WRITE_AGAIN,
  }),
  BX1202: row<{ at: number; opcode: number; data: bigint }>({
    severity: "error",
    title: "unknown DAIS operation",
    explain:
      "An operation of a DAIS program has an opcode, or selects in its data a bit operation, that spec version 1 does not have. Values can't be computed without knowing what it does.",
    message: ({ at, opcode, data }) => `operation ${at} has the unknown opcode ${opcode} (data ${data})`,
    hint: () => "opcodes -6, -3, -2, -1 to 8, -9, 9 (data 0 to 2) and 10 (AND, OR, XOR) are known",
  }),
  BX1203: row<{ at: number; wrong: string }>({
    severity: "error",
    title: "DAIS operation without its operands",
    explain:
      "An operation of a DAIS program takes the value of an operation that does not come before it, an input or a table that is not there, or has a format or a shift beyond all use. The file is damaged.",
    message: ({ at, wrong }) => `operation ${at} ${wrong}`,
    hint: () => WRITE_AGAIN,
  }),
};
