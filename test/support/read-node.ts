import { createReporter } from "../../src/diagnostics/reporter.js";
import type { ApFixed, FixedType } from "../../src/fixed/types.js";
import { bunchcross } from "../../src/frontend/numerics/bunchcross.js";
import { type Flow, nodeImport } from "../../src/frontend/onnx/context.js";
import { createBuilder } from "../../src/ir/build.js";
import type { LayerSettings, OnnxAttribute, TensorRef } from "../../src/ir/import.js";
import { channelsLastOrder } from "../../src/ir/order.js";
import { printGraph } from "../../src/ir/print.js";
import { fullRange } from "../../src/ir/tensor.js";
import { OPS, opOf } from "../../src/ops/registry.js";
import { must } from "../../src/support/errors.js";

/** An operand of the node under test: a constant, or a computed tensor by its event shape in ONNX's order. */
export type TestOperand =
  | { readonly data: readonly number[]; readonly dims?: readonly number[] }
  | {
      readonly shape: readonly number[];
      readonly type?: FixedType;
      /** Whether the value lies as [d1, ..., C], the way convolutions leave it. */
      readonly channelsLast?: boolean;
    };

export interface TestNode {
  readonly opset?: number;
  readonly domain?: string;
  readonly operands: readonly (TestOperand | undefined)[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
  /** Result type that the configuration gives the node. */
  readonly result?: ApFixed;
  /** Length of the batch axis where the model bakes one in. */
  readonly batch?: number;
  /** Number of outputs, 1 if not given. */
  readonly outputs?: number;
}

export interface ReadNode {
  /** Lines of the IR text after the inputs: constants and nodes. */
  readonly ir: readonly string[];
  /** Codes and messages. */
  readonly problems: readonly string[];
  readonly bound: TensorRef | undefined;
}

const DEFAULT_TYPE: FixedType = { signed: true, width: 8, int: 4 };

/** Reads one ONNX node through its op's own row, in a graph that holds nothing else, by Bunchcross's own numerics. */
export function readNode(opType: string, test: TestNode): ReadNode {
  const { opset = 21, domain = "", operands, attributes = {} } = test;
  const builder = createBuilder(opOf);
  const reporter = createReporter();
  const values = new Map<string, Flow>();
  const inputs = operands.map((operand, i): string => {
    if (operand === undefined) return "";
    values.set(`in${i}`, "data" in operand ? constantFlow(operand) : tensorFlow(operand));
    return `in${i}`;
  });
  const outputs = Array.from({ length: test.outputs ?? 1 }, (_, i) => `y${i}`);
  const node = { name: "n", opType, domain, inputs, outputs, attributes: new Map(Object.entries(attributes)) };
  const state = { file: "test.onnx", builder, numerics: bunchcross, reporter, values, rearranged: new Map() };
  const facts = { batch: test.batch, needed: new Set(outputs), layer: () => settings(test.result) };
  const { cx, bound } = nodeImport(node, opset, { ...state, ...facts });
  rowOf(opType, domain, opset).read(cx);
  const ir = printGraph(builder.finish("test"))
    .split("\n")
    .filter((line) => /^(const|%)/.test(line))
    .map((line) => line.replace(/ {2}\/\/ onnx.*/, ""));
  return { ir, problems: reporter.diagnostics.map(({ code, message }) => `${code} ${message}`), bound: bound.get(0) };

  function tensorFlow(operand: Extract<TestOperand, { shape: unknown }>): Flow {
    const { shape, type = DEFAULT_TYPE, channelsLast = false } = operand;
    const tensorType = fullRange(channelsLast ? [...shape.slice(1), shape[0] ?? 1] : shape, type);
    const order = channelsLast ? channelsLastOrder(shape) : undefined;
    return { kind: "tensor", ref: { value: builder.addInput("x", tensorType, shape), type: tensorType, shape, order } };
  }
}

function constantFlow({ data, dims = [data.length] }: Extract<TestOperand, { data: unknown }>): Flow {
  return { kind: "constant", tensor: { shape: dims, data: Float64Array.from(data), dtype: "float32" } };
}

function rowOf(opType: string, domain: string, opset: number) {
  const rows = Object.values(OPS)
    .flatMap(({ onnx }) => onnx)
    .filter((row) => row.op === opType && row.domains.includes(domain) && row.since <= opset)
    .sort((a, b) => b.since - a.since);
  return must(rows[0], `row for ${opType} of opset ${opset}`);
}

function settings(result: ApFixed | undefined): LayerSettings {
  const precision: LayerSettings["precision"] = (variable) => (variable === "result" ? result : undefined);
  return {
    name: "n",
    precision,
    ownPrecision: precision,
    modelPrecision: () => undefined,
    reuseFactor: () => 1,
    strategy: () => "Latency",
    tableSize: () => undefined,
    softmaxImplementation: () => undefined,
  };
}
