import type { FloatTensor, OnnxAttribute } from "../../ir/import.js";

/** An ONNX model as the importer wants it: decoded, structurally sound, tensors as numbers. */
export interface OnnxModel {
  readonly name: string;
  readonly file: string;
  readonly producer: string;
  readonly metadata: ReadonlyMap<string, string>;
  /** Version of each imported operator set; "" is ai.onnx. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly inputs: readonly OnnxInput[];
  readonly outputs: readonly { readonly name: string }[];
  /** In an order in which every value is written before it is read. */
  readonly nodes: readonly OnnxNode[];
  readonly initializers: ReadonlyMap<string, FloatTensor>;
}

export interface OnnxInput {
  readonly name: string;
  /** With the batch axis; a length that the model leaves open is its name, or "" where it has none. */
  readonly dims: readonly (number | string)[];
  readonly dtype: string;
}

export interface OnnxNode {
  /** Unique in the model: unnamed nodes are `<OpType>_<index among those of its type>`, as qonnx names them. */
  readonly name: string;
  readonly opType: string;
  /** "" for ai.onnx. */
  readonly domain: string;
  /** "" where an optional operand is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
  /** Names of other nodes of the file that this one also stands for. */
  readonly merged?: readonly string[];
}

/** The bytes of a file in the model's own folder (external tensor data), or undefined where there is none. */
export type ExternalFiles = (path: string) => Uint8Array | undefined;

/**
 * Most elements of one tensor of the file (some 400 MiB in memory with their ranges): far above any firmware, below
 * what exhausts memory. Checked against the declared shape before anything is allocated.
 */
export const MOST_ELEMENTS = 2 ** 22;
