import type { Reporter } from "../../diagnostics/reporter.js";
import type { FloatTensor, OnnxAttribute } from "../../ir/import.js";
import { shown } from "../../support/text.js";
import { readAttribute } from "./attribute.js";
import { type DecodedModel, decodeModel } from "./decode.js";
import { dtypeOf } from "./dtypes.js";
import type { ExternalFiles, OnnxInput, OnnxModel, OnnxNode } from "./model.js";
import { readAsOpset7 } from "./opset6.js";
import { isOpset6, readOpsets } from "./opsets.js";
import type { NodeProto, ValueInfoProto } from "./schema.js";
import { checkStructure } from "./structure.js";
import { asNumber, readTensor, type TensorPlace } from "./tensor.js";

/**
 * Decodes an ONNX file and checks everything that needs no knowledge of operators: every mistake is reported, and
 * undefined is returned where there is any. `external` brings files of the model's folder that hold tensor data.
 */
export function readModel(
  bytes: Uint8Array,
  file: string,
  external: ExternalFiles,
  reporter: Reporter,
): OnnxModel | undefined {
  const before = reporter.diagnostics.length;
  const proto = decodeModel(bytes, file, reporter);
  if (proto === undefined) return undefined;
  const place = { at: { file }, external, reporter };
  refuseForeignParts(proto, file, reporter);
  const opsets = readOpsets(proto, file, reporter);
  const initializers = readInitializers(proto, place);
  const nodes = readNodes(proto.graph.node, file, place);
  if (isOpset6(proto)) readAsOpset7(nodes, file, reporter);
  const model: OnnxModel = {
    name: proto.graph.name,
    file,
    producer: `${proto.producerName} ${proto.producerVersion}`.trim(),
    metadata: new Map(proto.metadataProps.map(({ key, value }) => [key, value])),
    opsets,
    inputs: proto.graph.input.filter(({ name }) => !initializers.has(name)).map(readInput),
    outputs: proto.graph.output.map(({ name }) => ({ name })),
    nodes,
    initializers,
  };
  const sorted = checkStructure(model, reporter);
  const failed = reporter.diagnostics.slice(before).some(({ severity }) => severity === "error");
  return failed ? undefined : { ...model, nodes: sorted };
}

function refuseForeignParts({ functions, trainingInfo, graph }: DecodedModel, file: string, reporter: Reporter): void {
  for (const { name } of functions)
    reporter.report("BX1024", { what: `model-local function '${shown(name)}'` }, { file });
  if (trainingInfo.length > 0) reporter.report("BX1024", { what: "training information" }, { file });
  if (graph.sparseInitializer.length > 0) reporter.report("BX1024", { what: "sparse initializers" }, { file });
}

function readInitializers({ graph }: DecodedModel, place: Omit<TensorPlace, "name">): Map<string, FloatTensor> {
  const tensors = new Map<string, FloatTensor>();
  for (const proto of graph.initializer) {
    const at = { ...place.at, onnxValue: proto.name };
    if (tensors.has(proto.name))
      place.reporter.report("BX1021", { value: proto.name, first: "an initializer", second: "an initializer" }, at);
    const tensor = readTensor(proto, { ...place, at, name: proto.name });
    // A broken tensor is reported; an empty one in its place keeps its users from being reported as well.
    tensors.set(proto.name, tensor ?? { shape: [0], data: new Float64Array(0), dtype: "float32" });
  }
  return tensors;
}

function readNodes(protos: readonly NodeProto[], file: string, place: Omit<TensorPlace, "name">): OnnxNode[] {
  const taken = new Set<string>();
  const copies = new Map<string, number>();
  const ofType = new Map<string, number>();
  return protos.map((proto) => {
    const index = ofType.get(proto.opType) ?? 0;
    ofType.set(proto.opType, index + 1);
    const name = uniqueName(proto.name === "" ? `${proto.opType}_${index}` : proto.name, taken, copies);
    const at = { file, onnxNode: name };
    if (proto.name !== "" && name !== proto.name)
      place.reporter.report("BX1029", { name: proto.name, renamed: name }, at);
    const attributes = new Map<string, OnnxAttribute>();
    for (const attribute of proto.attribute) {
      const value = readAttribute(attribute, proto.opType, { ...place, at, name: `${name}.${attribute.name}` });
      if (value !== undefined) attributes.set(attribute.name, value);
    }
    const domain = proto.domain === "ai.onnx" ? "" : proto.domain;
    return { name, opType: proto.opType, domain, inputs: proto.input, outputs: proto.output, attributes };
  });
}

/** The name, or with the lowest free suffix from 2 on; `copies` remembers how far each name's suffixes have come. */
function uniqueName(wanted: string, taken: Set<string>, copies: Map<string, number>): string {
  let copy = copies.get(wanted) ?? 1;
  let name = wanted;
  while (taken.has(name)) name = `${wanted}_${++copy}`;
  copies.set(wanted, copy);
  taken.add(name);
  return name;
}

function readInput({ name, type }: ValueInfoProto): OnnxInput {
  const tensor = type?.tensorType;
  const dims = tensor?.shape?.dim.map(({ dimValue, dimParam }) => asNumber(dimValue) || dimParam) ?? [];
  return {
    name,
    dims,
    dtype: tensor === undefined || tensor === null ? "not a tensor" : dtypeOf(tensor.elemType).name,
  };
}
