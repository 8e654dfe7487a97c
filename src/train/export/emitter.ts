import type { ApFixed } from "../../fixed/types.js";
import type { AttributeDescription } from "../../frontend/onnx/encode.js";
import type { SoftmaxImplementation, Variable } from "../../ir/import.js";

/** What ONNX can't say of a node, for the configuration beside the model; names as there. */
export interface NodeSettings {
  readonly precision?: Readonly<Partial<Record<Variable, ApFixed>>>;
  /** Entries of the node's tables. */
  readonly tableSize?: number;
  readonly implementation?: SoftmaxImplementation;
}

/** What a layer writes its ONNX nodes with. */
export interface Emitter {
  /** Whether QONNX `Quant` nodes are wanted; otherwise quantizers are left out. */
  readonly quantized: boolean;
  /** Adds a node with one output and returns the output's name; both are named after `name`. */
  readonly node: (
    op: string,
    name: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, AttributeDescription>>,
    domain?: string,
  ) => string;
  /** Adds an initializer and returns its name. */
  readonly constant: (name: string, shape: readonly number[], data: ArrayLike<number>, dtype?: string) => string;
  /** Numbers of a parameter. */
  readonly values: (parameter: string) => Float64Array;
  /** A value as a fixed-point type holds it. */
  readonly quant: (name: string, input: string, type: ApFixed) => string;
  /** Settings of a node or an input. */
  readonly configure: (node: string, settings: NodeSettings) => void;
}
