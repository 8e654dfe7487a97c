import { must } from "../../support/errors.js";
import { dtypeCode } from "./dtypes.js";
import { ATTRIBUTE_TYPE, modelCodec } from "./schema.js";

/** What an ONNX file is written from: tests and the generator of the committed models describe theirs in these words. */
export interface ModelDescription {
  readonly name?: string;
  readonly producer?: string;
  /** Default 8. */
  readonly irVersion?: number;
  /** Versions by domain; default { "": 13 }. */
  readonly opsets?: Readonly<Record<string, number>>;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly inputs: readonly PortDescription[];
  readonly outputs: readonly PortDescription[];
  readonly nodes: readonly NodeDescription[];
  readonly initializers?: Readonly<Record<string, TensorDescription>>;
}

/** A length given as text is a symbolic dimension. Default element type float32. */
export interface PortDescription {
  readonly name: string;
  readonly shape?: readonly (number | string)[];
  readonly dtype?: string;
}

export interface NodeDescription {
  readonly op: string;
  readonly name?: string;
  readonly domain?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, AttributeDescription>>;
}

export type AttributeDescription =
  | { readonly float: number }
  | { readonly int: number }
  | { readonly string: string }
  | { readonly floats: readonly number[] }
  | { readonly ints: readonly number[] }
  | { readonly strings: readonly string[] }
  | { readonly tensor: TensorDescription }
  | { readonly graph: Omit<ModelDescription, "opsets" | "irVersion" | "metadata"> };

export interface TensorDescription {
  readonly shape: readonly number[];
  /** Values; or the little-endian bytes of `raw_data`, for element types that have no typed array here. */
  readonly data: ArrayLike<number> | Uint8Array;
  /** Name of the element type; default float32. */
  readonly dtype?: string;
  /** Values in a typed field (float_data, int64_data ...) rather than as bytes. */
  readonly typed?: boolean;
  /** The data's place in another file; `data` is then not written. */
  readonly external?: { readonly location: string; readonly offset?: number; readonly length?: number };
}

/** Bytes of an ONNX file. The description is taken at its word: tests describe broken models too. */
export function encodeModel(model: ModelDescription): Uint8Array {
  const codec = modelCodec();
  const message = codec.fromObject({
    irVersion: model.irVersion ?? 8,
    producerName: model.producer ?? "bunchcross",
    graph: graphMessage(model),
    opsetImport: Object.entries(model.opsets ?? { "": 13 }).map(([domain, version]) => ({ domain, version })),
    metadataProps: Object.entries(model.metadata ?? {}).map(([key, value]) => ({ key, value })),
  });
  return new Uint8Array(codec.encode(message).finish());
}

function graphMessage(model: ModelDescription): object {
  return {
    name: model.name ?? "model",
    node: model.nodes.map(({ op, attributes, inputs, outputs, ...rest }) => ({
      ...rest,
      opType: op,
      input: inputs,
      output: outputs,
      attribute: Object.entries(attributes ?? {}).map(([name, value]) => attributeMessage(name, value)),
    })),
    initializer: Object.entries(model.initializers ?? {}).map(([name, tensor]) => tensorMessage(tensor, name)),
    input: model.inputs.map(portMessage),
    output: model.outputs.map(portMessage),
  };
}

function portMessage({ name, shape, dtype }: PortDescription): object {
  const dim = shape?.map((length) => (typeof length === "number" ? { dimValue: length } : { dimParam: length }));
  return { name, type: { tensorType: { elemType: codeOf(dtype), ...(dim === undefined ? {} : { shape: { dim } }) } } };
}

function codeOf(dtype = "float32"): number {
  return must(dtypeCode(dtype), `ONNX element type ${dtype}`);
}

function attributeMessage(name: string, value: AttributeDescription): object {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  if ("float" in value) return { name, type: ATTRIBUTE_TYPE.FLOAT, f: value.float };
  if ("int" in value) return { name, type: ATTRIBUTE_TYPE.INT, i: value.int };
  if ("string" in value) return { name, type: ATTRIBUTE_TYPE.STRING, s: bytes(value.string) };
  if ("floats" in value) return { name, type: ATTRIBUTE_TYPE.FLOATS, floats: value.floats };
  if ("ints" in value) return { name, type: ATTRIBUTE_TYPE.INTS, ints: value.ints };
  if ("strings" in value) return { name, type: ATTRIBUTE_TYPE.STRINGS, strings: value.strings.map(bytes) };
  if ("tensor" in value) return { name, type: ATTRIBUTE_TYPE.TENSOR, t: tensorMessage(value.tensor, "") };
  return { name, type: ATTRIBUTE_TYPE.GRAPH, g: graphMessage(value.graph) };
}

function tensorMessage(tensor: TensorDescription, name: string): object {
  const head = { name, dims: tensor.shape, dataType: codeOf(tensor.dtype) };
  if (tensor.external !== undefined) {
    const externalData = Object.entries(tensor.external).map(([key, value]) => ({ key, value: String(value) }));
    return { ...head, dataLocation: 1, externalData };
  }
  return { ...head, ...(tensor.typed === true ? typedData(tensor) : { rawData: rawData(tensor) }) };
}

function typedData({ dtype = "float32", data }: TensorDescription): object {
  const values = Array.from(data);
  if (dtype === "float32") return { floatData: values };
  if (dtype === "float64") return { doubleData: values };
  if (dtype === "int64") return { int64Data: values };
  return dtype === "uint32" || dtype === "uint64" ? { uint64Data: values } : { int32Data: values };
}

function rawData({ dtype = "float32", data }: TensorDescription): Uint8Array {
  if (data instanceof Uint8Array) return data;
  const values = Array.from(data);
  const bytes = ({ buffer }: { buffer: ArrayBufferLike }): Uint8Array => new Uint8Array(buffer);
  if (dtype === "float32") return bytes(Float32Array.from(values));
  if (dtype === "float64") return bytes(Float64Array.from(values));
  if (dtype === "int64") return bytes(BigInt64Array.from(values, BigInt));
  if (dtype === "int32") return bytes(Int32Array.from(values));
  return Uint8Array.from(values);
}
