import type { Reporter } from "../../diagnostics/reporter.js";
import { exactType, type GraphBuilder, origin } from "../../ir/build.js";
import type { FloatTensor, ImportContext, LayerSettings, Numerics, Schedule, TensorRef } from "../../ir/import.js";
import { sizeOf } from "../../ir/tensor.js";
import { opOf } from "../../ops/registry.js";
import { InternalError, must } from "../../support/errors.js";
import { settleReuseFactor } from "../config/reuse.js";
import { attributeReader } from "./attribute-reader.js";
import { aligned, toChannelsLast, toFlat, toLogical } from "./layout.js";

import { affordable } from "./limits.js";
import type { OnnxNode } from "./model.js";

/** What a value of the model is when a node reads it. */
export type Flow =
  | { readonly kind: "constant"; readonly tensor: FloatTensor }
  | { readonly kind: "tensor"; readonly ref: TensorRef }
  /** Its producer was reported; what depends on it is not judged. */
  | { readonly kind: "failed" };

/** Everything about the import that a node's context needs. */
export interface ImportState {
  readonly file: string;
  /** Length of the batch axis where the model bakes one in. */
  readonly batch: number | undefined;
  readonly builder: GraphBuilder;
  readonly numerics: Numerics;
  readonly reporter: Reporter;
  readonly layer: (name: string, opType: string) => LayerSettings;
  readonly values: Map<string, Flow>;
  /** Names of the values that some output depends on. */
  readonly needed: ReadonlySet<string>;
  /** Rearranged forms of a tensor, so that two readers share one permutation. */
  readonly rearranged: Map<string, TensorRef>;
}

/** A node's context together with what the reader did through it. */
export interface NodeImport {
  readonly cx: ImportContext;
  readonly bound: ReadonlyMap<number, TensorRef>;
  readonly failed: () => boolean;
}

export function nodeImport(node: OnnxNode, opset: number, state: ImportState): NodeImport {
  const { builder, reporter } = state;
  const bound = new Map<number, TensorRef>();
  let failed = false;
  const fail: ImportContext["fail"] = (code, params) => {
    const before = reporter.diagnostics.length;
    reporter.report(code, params, { file: state.file, onnxNode: node.name });
    failed ||= reporter.diagnostics.slice(before).some(({ severity }) => severity === "error");
  };
  const emit: ImportContext["emit"] = (kind, attrs, inputs, result) => {
    const value = builder.addNode({ kind, attrs, inputs, result, origin: origin(node.opType, node.name) });
    const type = builder.typeOf(value);
    return { value, type, shape: type.shape, order: undefined, declared: result };
  };
  const layer = state.layer(node.name, node.opType);
  const cx: ImportContext = {
    opset,
    opType: node.opType,
    domain: node.domain,
    batch: state.batch,
    numerics: soundOnly(state.numerics, fail),
    layer,
    outputCount: node.outputs.length,
    ...operands(node, state, layer, emit),
    ...attributeReader(node.attributes, fail),
    align: (values, like) => {
      const found = aligned(values, like);
      if (typeof found !== "string") return found;
      if (found === "batch") fail("BX1121", { shape: values.shape, eventRank: like.shape.length });
      else fail("BX1122", { shapes: [values.shape, like.shape] });
      return { ...values, shape: like.type.shape.map(() => 1), data: new Float64Array(1) };
    },
    eventAxis: (axis, eventRank) => eventAxis(axis, eventRank, fail),
    schedule: (products, outputs) => scheduleOf(layer, products, outputs, state),
    addConstant: (suffix, tensor) => builder.addConstant(`${node.name}.${suffix}`, tensor),
    infer: (kind, attrs, inputs) =>
      exactType(
        { kind, attrs, inputs, result: undefined, origin: origin(node.opType, node.name) },
        builder.typeOf,
        opOf,
      ),
    emit,
    affords: affordable(fail),
    bind: (ref, index = 0) => bound.set(index, ref),
    fail,
  };
  return { cx, bound, failed: () => failed };
}

/**
 * The same rules where constants hold finite numbers, one at least. Others, which arise where attributes or merged layers
 * multiply sound ones, are reported, and zeros stand in.
 */
function soundOnly(numerics: Numerics, fail: ImportContext["fail"]): Numerics {
  const constant: Numerics["constant"] = (layer, role, values, x) => {
    const { data, shape } = values;
    const zeros = (ones: readonly number[]) =>
      numerics.constant(layer, role, { ...values, shape: ones, data: new Float64Array(sizeOf(ones)) }, x);
    if (data.length === 0) {
      fail("BX1111", { what: `the ${role}`, shape, expected: "at least one element" });
      return zeros(shape.map((length) => Math.max(1, length)));
    }
    if (data.every((value) => Number.isFinite(value))) return numerics.constant(layer, role, values, x);
    fail("BX1120", { what: `a ${role} computed for this node` });
    return zeros(shape);
  };
  return { ...numerics, constant };
}

/** Weights that share a multiplier are scheduled as in Resource: Unrolled has one for each. */
function scheduleOf(layer: LayerSettings, rows: number, columns: number, state: ImportState): Schedule {
  const [strategy, reuse] = [layer.strategy(), layer.reuseFactor()];
  if (strategy === "Latency" || reuse === 1) return { strategy, reuse };
  const request = { layer: layer.name, reuse, rows, columns };
  const at = { file: state.file, onnxNode: layer.name };
  return { strategy: "Resource", reuse: settleReuseFactor(request, state.numerics.world, state.reporter, at) };
}

type Operands = Pick<
  ImportContext,
  "operandCount" | "constant" | "isConstant" | "isPresent" | "tensor" | "logical" | "flat" | "channelsLast"
>;

function operands(node: OnnxNode, state: ImportState, layer: LayerSettings, emit: ImportContext["emit"]): Operands {
  const flow = (index: number): Flow | undefined => state.values.get(node.inputs[index] ?? "");
  const constant = (index: number): FloatTensor | undefined => {
    const found = flow(index);
    return found?.kind === "constant" ? found.tensor : undefined;
  };
  const literals = new Map<number, TensorRef>();
  const tensor = (index: number): TensorRef => {
    const found = must(flow(index), `operand ${index} of ${node.opType}`);
    if (found.kind === "tensor") return found.ref;
    const literal = literals.get(index) ?? literalOf(must(constant(index), "constant"), index, node, state, layer);
    literals.set(index, literal);
    return literal;
  };
  const shared = (form: string, index: number, make: (x: TensorRef, emit: ImportContext["emit"]) => TensorRef) => {
    const key = `${form} ${node.inputs[index]} ${tensor(index).value}`;
    const made = state.rearranged.get(key) ?? make(tensor(index), emit);
    state.rearranged.set(key, made);
    return made;
  };
  return {
    operandCount: node.inputs.findLastIndex((name) => name !== "") + 1,
    constant,
    isConstant: (index) => constant(index) !== undefined,
    isPresent: (index) => (node.inputs[index] ?? "") !== "",
    tensor,
    logical: (index) => shared("logical", index, toLogical),
    flat: (index) => shared("flat", index, toFlat),
    channelsLast: (index) => shared("channels last", index, toChannelsLast),
  };
}

/** A constant operand as an IR constant; a leading axis of length 1 stands for the batch. */
function literalOf(
  values: FloatTensor,
  index: number,
  node: OnnxNode,
  state: ImportState,
  layer: LayerSettings,
): TensorRef {
  const shape = values.shape.length > 1 && values.shape[0] === 1 ? values.shape.slice(1) : values.shape;
  const flows = node.inputs.map((name) => state.values.get(name));
  const computed = flows.find((flow) => flow?.kind === "tensor");
  if (computed === undefined) throw new InternalError(`${node.opType} of constants alone`);
  const tensor = state.numerics.constant(layer, "bias", { ...values, shape }, computed.ref.type.elem);
  const value = state.builder.addConstant(`${node.name}.operand${index}`, tensor);
  return { value, type: tensor.type, shape, order: undefined };
}

function eventAxis(axis: number, eventRank: number, fail: ImportContext["fail"]): number | undefined {
  const rank = eventRank + 1;
  const counted = axis < 0 ? axis + rank : axis;
  if (counted > 0 && counted < rank) return counted - 1;
  if (counted === 0) fail("BX1103", { axis });
  else fail("BX1104", { axis, rank });
  return undefined;
}
