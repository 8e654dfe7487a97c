import protobuf from "protobufjs/light.js";

/**
 * The messages of the ONNX specification (onnx.proto, IR versions 3 to 11) that Bunchcross reads, with the
 * specification's field numbers and names in protobufjs's camel case. Documentation strings, quantization annotations
 * and everything else that changes no value is left out: an unknown field is skipped by the decoder.
 */

/** 64-bit integers as protobufjs gives them; `asNumber` in tensor.ts turns them into exact numbers. */
export type Int64 = number | { readonly low: number; readonly high: number; readonly unsigned: boolean };

export interface TensorProto {
  readonly dims: readonly Int64[];
  readonly dataType: number;
  readonly floatData: readonly number[];
  readonly int32Data: readonly number[];
  readonly int64Data: readonly Int64[];
  readonly name: string;
  readonly rawData: Uint8Array;
  readonly doubleData: readonly number[];
  readonly uint64Data: readonly Int64[];
  readonly externalData: readonly StringEntryProto[];
  /** 1 where the data lies in another file. */
  readonly dataLocation: number;
}

export interface StringEntryProto {
  readonly key: string;
  readonly value: string;
}

export interface AttributeProto {
  readonly name: string;
  readonly f: number;
  readonly i: Int64;
  readonly s: Uint8Array;
  readonly t: TensorProto | null;
  readonly g: GraphProto | null;
  readonly floats: readonly number[];
  readonly ints: readonly Int64[];
  readonly strings: readonly Uint8Array[];
  readonly type: number;
}

export interface NodeProto {
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly name: string;
  readonly opType: string;
  readonly attribute: readonly AttributeProto[];
  readonly domain: string;
}

export interface DimensionProto {
  readonly dimValue: Int64;
  readonly dimParam: string;
}

export interface TypeProto {
  readonly tensorType: {
    readonly elemType: number;
    readonly shape: { readonly dim: readonly DimensionProto[] } | null;
  } | null;
}

export interface ValueInfoProto {
  readonly name: string;
  readonly type: TypeProto | null;
}

export interface GraphProto {
  readonly node: readonly NodeProto[];
  readonly name: string;
  readonly initializer: readonly TensorProto[];
  readonly input: readonly ValueInfoProto[];
  readonly output: readonly ValueInfoProto[];
  readonly sparseInitializer: readonly unknown[];
}

export interface ModelProto {
  readonly irVersion: Int64;
  readonly producerName: string;
  readonly producerVersion: string;
  readonly graph: GraphProto | null;
  readonly opsetImport: readonly { readonly domain: string; readonly version: Int64 }[];
  readonly metadataProps: readonly StringEntryProto[];
  readonly trainingInfo: readonly unknown[];
  readonly functions: readonly { readonly name: string; readonly domain: string }[];
}

/** AttributeProto.AttributeType; graphs, sparse tensors and types have no meaning in firmware. */
export const ATTRIBUTE_TYPE = {
  FLOAT: 1,
  INT: 2,
  STRING: 3,
  TENSOR: 4,
  GRAPH: 5,
  FLOATS: 6,
  INTS: 7,
  STRINGS: 8,
} as const;

/** Field descriptors by the short form `[type] name = number`, `*` for repeated, `+` for repeated and packed. */
const MESSAGES: Readonly<Record<string, string>> = {
  Model: `int64 irVersion 1, string producerName 2, string producerVersion 3, Graph graph 7, OperatorSetId* opsetImport 8,
    StringEntry* metadataProps 14, Empty* trainingInfo 20, Function* functions 25`,
  Empty: "",
  Function: "string name 1, string domain 10",
  OperatorSetId: "string domain 1, int64 version 2",
  StringEntry: "string key 1, string value 2",
  Graph: `Node* node 1, string name 2, Tensor* initializer 5, ValueInfo* input 11, ValueInfo* output 12,
    Empty* sparseInitializer 15`,
  Node: "string* input 1, string* output 2, string name 3, string opType 4, Attribute* attribute 5, string domain 7",
  Attribute: `string name 1, float f 2, int64 i 3, bytes s 4, Tensor t 5, Graph g 6, float* floats 7, int64* ints 8,
    bytes* strings 9, int32 type 20`,
  ValueInfo: "string name 1, Type type 2",
  Type: "TensorType tensorType 1",
  TensorType: "int32 elemType 1, Shape shape 2",
  Shape: "Dimension* dim 1",
  Dimension: "int64 dimValue 1, string dimParam 2",
  Tensor: `int64* dims 1, int32 dataType 2, float+ floatData 4, int32+ int32Data 5, int64+ int64Data 7, string name 8,
    bytes rawData 9, double+ doubleData 10, uint64+ uint64Data 11, StringEntry* externalData 13, int32 dataLocation 14`,
};

function messageType(fields: string): protobuf.IType {
  const entries = fields.matchAll(/(\w+)([*+]?) (\w+) (\d+)/g);
  return {
    fields: Object.fromEntries(
      Array.from(entries, ([, type = "", many, name = "", id]) => [
        name,
        { type, id: Number(id), ...repetition(many) },
      ]),
    ),
  };
}

function repetition(many: string | undefined): Pick<protobuf.IField, "rule" | "options"> {
  return many === "" ? {} : { rule: "repeated", options: { packed: many === "+" } };
}

let modelType: protobuf.Type | undefined;

/** protobufjs's codec of ModelProto, built when it is first asked for. */
export function modelCodec(): protobuf.Type {
  if (modelType === undefined) {
    const nested = Object.fromEntries(Object.entries(MESSAGES).map(([name, fields]) => [name, messageType(fields)]));
    modelType = protobuf.Root.fromJSON({ nested }).lookupType("Model");
  }
  return modelType;
}
