import { printApFixed } from "../../fixed/text.js";
import { type ApFixed, apFixed } from "../../fixed/types.js";
import type { Graph, Port, ValueId } from "../../ir/graph.js";
import { type IntTensor, sizeOf } from "../../ir/tensor.js";
import { must } from "../../support/errors.js";
import { createNamer } from "../../support/names.js";

/** A C++ array: its name, element type (a typedef of defines.h) and number of elements. */
export interface CArray {
  readonly name: string;
  readonly type: string;
  readonly size: number;
}

/** A constant array: one file of firmware/weights. */
export interface Literal extends CArray {
  readonly tensor: IntTensor;
  /** What it is and whose, for the comment above it. */
  readonly about: string;
}

export interface Typedef {
  readonly name: string;
  readonly type: string;
}

/** What a constant is to the layer that reads it first; gives it its name. */
interface Use {
  readonly operand: string;
  readonly number: number;
  readonly about: string;
}

/** The names of one firmware: typedefs, arrays and constants, all different. */
export interface Scope {
  readonly typedefs: readonly Typedef[];
  readonly literals: () => Literal[];
  readonly fresh: (name: string) => string;
  readonly portName: (port: Port) => string;
  /** A typedef of this type under this name, or one near it. */
  readonly define: (name: string, type: ApFixed) => string;
  /** Says which array holds a value. */
  readonly bind: (id: ValueId, array: CArray) => CArray;
  /** The array of a value; a constant becomes a literal where it is read first. */
  readonly read: (id: ValueId, use: Use) => CArray;
  readonly constant: (tensor: IntTensor, use: Use) => CArray;
}

/** Short names that hls4ml users know; other operands keep their own. */
const SHORT: Readonly<Record<string, string>> = { weight: "w", bias: "b", scale: "s" };

/** Variables of the test bench and of the verification driver, which hold ports beside them. */
const HOST_NAMES = ["input_rows", "output_rows", "results_log", "event_count", "mismatches", "events"];

/** `taken` are names that stand beside these in the same scope: the top function's and its namespace's. */
export function createScope(graph: Graph, taken: readonly string[]): Scope {
  const fresh = createNamer([...taken, ...HOST_NAMES]);
  const ports = new Map([...graph.inputs, ...graph.outputs].map((port) => [port, fresh(port.name)]));
  const typedefs: Typedef[] = [];
  const arrays = new Map<ValueId, CArray>();
  const literals: Literal[] = [];
  const define = (wanted: string, type: ApFixed): string => {
    const given = fresh(wanted);
    typedefs.push({ name: given, type: printApFixed(type) });
    return given;
  };
  const bind = (id: ValueId, array: CArray): CArray => {
    arrays.set(id, array);
    return array;
  };
  const constant = (tensor: IntTensor, { operand, number, about }: Use): CArray => {
    const type = define(`${operand}${number}_t`, apFixed(tensor.type.elem));
    const array = { name: fresh(`${SHORT[operand] ?? operand}${number}`), type, size: sizeOf(tensor.type.shape) };
    literals.push({ ...array, tensor, about });
    return array;
  };
  return {
    typedefs,
    literals: () => literals,
    fresh,
    portName: (port) => must(ports.get(port), port.name),
    define,
    bind,
    constant,
    read: (id, use) => {
      const tensor = graph.constants.get(id);
      const known = arrays.get(id);
      return known ?? bind(id, constant(must(tensor, `array of ${id}`), use));
    },
  };
}
