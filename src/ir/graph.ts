import type { ApFixed } from "../fixed/types.js";
import type { IntTensor, TensorType } from "./tensor.js";

/** Name of a value in the IR, unique in its graph: `%` values are computed, `@` values are constants. */
export type ValueId = string;

/** The ONNX nodes that an IR node stands for; survives every pass, into C++ comments, reports and errors. */
export interface Origin {
  /** Names of the ONNX nodes, in the order of the model. */
  readonly nodes: readonly string[];
  readonly opType: string;
}

/** One operation: `kind` names its record in the registry. */
export interface Node<K extends string = string, A = unknown> {
  readonly kind: K;
  readonly attrs: A;
  readonly inputs: readonly ValueId[];
  readonly output: ValueId;
  /** Rounding and overflow of the result; undefined keeps every bit. */
  readonly result: ApFixed | undefined;
  readonly origin: Origin;
}

/** A named port of the model, in the element order that its author declared. */
export interface Port {
  readonly name: string;
  readonly value: ValueId;
  /** Shape of one event as the model's author declared it. */
  readonly shape: readonly number[];
}

/** An immutable program: nodes in an order in which every value is defined before it is used. */
export interface Graph {
  readonly name: string;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly nodes: readonly Node[];
  readonly constants: ReadonlyMap<ValueId, IntTensor>;
  /** Types of all values: inputs, constants and node outputs. */
  readonly types: ReadonlyMap<ValueId, TensorType>;
}
