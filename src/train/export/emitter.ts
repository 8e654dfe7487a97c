import type { ApFixed } from "../../fixed/types.js";
import type { AttributeDescription } from "../../frontend/onnx/encode.js";

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
  /** A value as a fixed-point type holds it; per element if types are given for each element of `shape`. */
  readonly quant: (name: string, input: string, type: ApFixed) => string;
  /** A type that ONNX can't say, for the configuration beside the model: `LayerName: {node}: Precision: {variable}`. */
  readonly precision: (node: string, variable: string, type: ApFixed) => void;
}
