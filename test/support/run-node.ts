import { createReporter } from "../../src/diagnostics/reporter.js";
import { toDouble } from "../../src/fixed/float.js";
import { apFixed, type FixedType, fraction } from "../../src/fixed/types.js";
import { bunchcross } from "../../src/frontend/numerics/bunchcross.js";
import { importModel } from "../../src/frontend/onnx/import-model.js";
import type { FloatTensor, LayerSettings, Numerics, OnnxAttribute } from "../../src/ir/import.js";
import { constantTensor, elementAt, fullRange, type IntTensor, sizeOf } from "../../src/ir/tensor.js";
import { interpret } from "../../src/sim/interpreter.js";

/** Numbers in row-major order; a constant of the node, or an input of one event. */
export interface Numbers {
  readonly dims: readonly number[];
  readonly data: readonly number[];
  readonly constant?: boolean;
}

export interface RunNode {
  readonly opset?: number;
  readonly domain?: string;
  readonly operands: readonly (Numbers | undefined)[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
  readonly layer?: Partial<LayerSettings>;
  /** Default: Bunchcross's own rules. */
  readonly numerics?: Numerics;
  /** Type of the inputs; by default multiples of 1/64 below 1024. */
  readonly input?: FixedType;
}

const INPUT: FixedType = { signed: true, width: 17, int: 11 };

/** Imports a model of one node and runs one event: exact values in ONNX's order. */
export function runNode(opType: string, test: RunNode): number[] {
  const { opset = 21, domain = "", operands, attributes = {}, numerics = bunchcross, input = INPUT } = test;
  const reporter = createReporter();
  const names = operands.map((operand, i) => (operand === undefined ? "" : `in${i}`));
  const computed = names.filter((_, i) => operands[i] !== undefined && operands[i]?.constant !== true);
  const numbers = new Map(names.map((name, i) => [name, operands[i]] as const));
  const graph = importModel(
    {
      name: "test",
      file: "test.onnx",
      producer: "",
      metadata: new Map(),
      opsets: new Map([
        ["", opset],
        [domain, opset],
      ]),
      inputs: computed.map((name) => ({ name, dims: ["N", ...(numbers.get(name)?.dims ?? [])], dtype: "float32" })),
      outputs: [{ name: "y" }],
      nodes: [
        { name: "n", opType, domain, inputs: names, outputs: ["y"], attributes: new Map(Object.entries(attributes)) },
      ],
      initializers: new Map(
        names.filter((name) => numbers.get(name)?.constant).map((name) => [name, floats(numbers.get(name))]),
      ),
    },
    {
      layer: (name, type) => ({
        ...SETTINGS,
        ...(type === "Input" ? { precision: () => apFixed(input) } : test.layer),
        name,
      }),
    },
    numerics,
    reporter,
  );
  if (graph === undefined)
    throw new Error(reporter.diagnostics.map(({ code, message }) => `${code} ${message}`).join("\n"));
  const inputs = graph.inputs.map(({ name }) => event(numbers.get(name), input));
  const [y] = interpret(graph, inputs).outputs;
  if (y === undefined) throw new Error("the graph has no output");
  const frac = fraction(y.type.elem);
  return Array.from({ length: sizeOf(y.type.shape) }, (_, i) => toDouble(elementAt(y, 0, i), frac));
}

function floats(numbers: Numbers | undefined): FloatTensor {
  return { shape: numbers?.dims ?? [], data: Float64Array.from(numbers?.data ?? []), dtype: "float32" };
}

function event(numbers: Numbers | undefined, type: FixedType): IntTensor {
  const { dims = [], data = [] } = numbers ?? {};
  const mantissas = data.map((value) => BigInt(value * 2 ** fraction(type)));
  return { ...constantTensor(dims, type, mantissas), type: fullRange(dims, type) };
}

const SETTINGS: LayerSettings = {
  name: "n",
  precision: () => undefined,
  ownPrecision: () => undefined,
  modelPrecision: () => undefined,
  reuseFactor: () => 1,
  strategy: () => "Latency",
  tableSize: () => undefined,
  softmaxImplementation: () => undefined,
};
