import type { ApFixed, FixedType } from "../fixed/types.js";
import type { Definition } from "./definition.js";
import type { OnnxImport } from "./import.js";
import type { IntTensor, TensorType } from "./tensor.js";

/** What a node looks like to a facet: its attributes and the types around it. */
export interface NodeView<A> {
  readonly attrs: A;
  readonly ins: readonly TensorType[];
  /** Constants among the inputs, at their positions. */
  readonly constants: readonly (IntTensor | undefined)[];
  /** Exact type of the op's value, before the result is assigned. */
  readonly exact: TensorType;
  /** C++ type of the result. */
  readonly result: ApFixed;
}

/** A field of the `struct configN` that a kernel is instantiated with. */
export type HlsField = number | boolean | ApFixed | { readonly cpp: string };

/**
 * How the HLS back end calls the op's kernel: data, never C++ text. The generated call is
 * `nnet::fn<types of the arguments up to "out", configN>(arguments..., tables...)`. Arguments after "out" are constants,
 * whose types the config carries as `<operand>_t`; so are the tables (`<table>_t`).
 */
export interface HlsCall {
  /** File of templates/nnet_utils that holds the kernel. */
  readonly header: string;
  /** Function of namespace `nnet`. */
  readonly fn: string;
  /** Operand positions and the result, in the order of the kernel's parameters; for example [0, "out", 1, 2]. */
  readonly arguments: readonly (number | "out")[];
  readonly config: Readonly<Record<string, HlsField>>;
  /** Literal tables passed after the output, by the name of the kernel's parameter. */
  readonly tables: readonly { readonly name: string; readonly tensor: IntTensor }[];
}

/** A random instance of an op for property tests: attributes, input types, constants. */
export interface Instance<A> {
  readonly attrs: A;
  readonly ins: readonly (TensorType | IntTensor)[];
}

/** Source of random choices for `arbitrary` (seeded; property tests shrink through it). */
export interface Choice {
  /** Integer in [lo, hi]. */
  readonly int: (lo: number, hi: number) => number;
  readonly pick: <T>(items: readonly T[]) => T;
  readonly bool: () => boolean;
  /** A random fixed type of a width in [1, most]. */
  readonly type: (most?: number) => FixedType;
  /** A random type with random rounding and overflow modes. */
  readonly apFixed: (most?: number) => ApFixed;
  /** A random constant of the type and shape, zeros frequent. */
  readonly constant: (shape: readonly number[], type: FixedType) => IntTensor;
}

/** Everything that Bunchcross knows of one tensor operation, in the op's own folder. */
export interface OpDef<K extends string, A> {
  readonly kind: K;
  /** One line for the support table. */
  readonly summary: string;
  /** Names of the inputs in order; the last may repeat (`...x`), optional ones end in `?`. */
  readonly operands: readonly string[];
  readonly onnx: readonly OnnxImport[];
  /** Exact type and proven range of the result: nothing is dropped here, save by an accumulator type in `attrs`. */
  readonly infer: (attrs: A, ins: readonly TensorType[]) => TensorType;
  /**
   * The definition: the exact mantissas of the result, in the type `out` that `infer` gave. `ins` are types of operands;
   * a constant's range is its values.
   */
  readonly define: (attrs: A, ins: readonly TensorType[], out: TensorType) => Definition;
  readonly hls: (view: NodeView<A>) => HlsCall;
  /** A random instance; `x` is the type of the first input where the caller already has a value to feed. */
  readonly arbitrary: (choose: Choice, x: TensorType) => Instance<A> | undefined;
}
