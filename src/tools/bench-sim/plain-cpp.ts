import { fraction } from "../../fixed/types.js";
import type { Graph, Node } from "../../ir/graph.js";
import { type IntTensor, sizeOf, type TensorType } from "../../ir/tensor.js";
import type { ConvAttrs } from "../../ops/conv/index.js";
import type { LookupAttrs } from "../../ops/lookup/index.js";
import type { SoftmaxAttrs } from "../../ops/softmax/index.js";
import { InternalError, must } from "../../support/errors.js";

/** What every value of the benchmarks' networks is: ap_fixed<16,6>. */
const FRACTION = 10;

/** A step of the network: the literal tables that it needs, and its call, which reads `x` and writes `y`. */
interface Step {
  readonly tables: readonly string[];
  readonly call: (x: string, y: string) => string;
  /** Rows of its output. */
  readonly size: number;
}

/**
 * benchmarks/peer-gxx's `network.h` for a graph of dense layers, convolutions without overlap, ReLU, Softmax and Sigmoid
 * whose values have 16 bits: what an engineer would write by hand for this network, with the graph's mantissas.
 */
export function plainCpp(graph: Graph, sums: "std::int32_t" | "std::int64_t"): string {
  const input = typeOf(graph, graph.inputs[0]?.value);
  const steps = graph.nodes.flatMap((node, i) => {
    const before = graph.nodes[i - 1];
    if (node.kind === "reshape" || (node.kind === "relu" && before !== undefined && isLinear(before))) return [];
    return [stepOf(graph, node, `t${i}`, sums, graph.nodes[i + 1]?.kind === "relu")];
  });
  const calls = steps.map(({ call }, i) => call(i === 0 ? "x" : `v${i - 1}`, i === steps.length - 1 ? "y" : `v${i}`));
  return `#pragma once
constexpr int INPUTS = ${sizeOf(input.shape)}, INPUT_FRACTION = ${fraction(input.elem)};
constexpr int OUTPUTS = ${must(steps.at(-1), "step").size}, OUTPUT_FRACTION = ${FRACTION};
${steps.flatMap(({ tables }) => tables).join("\n")}

static void network(const Row *x, Row *y) {
${steps
  .slice(0, -1)
  .map(({ size }, i) => `  alignas(64) static Row v${i}[${size}];`)
  .join("\n")}
${calls.map((call) => `  ${call}`).join("\n")}
}
`;
}

function isLinear({ kind }: Node): boolean {
  return kind === "dense" || kind === "conv";
}

function stepOf(graph: Graph, node: Node, name: string, sums: string, relu: boolean): Step {
  const x = typeOf(graph, node.inputs[0]);
  const size = sizeOf(x.shape);
  switch (node.kind) {
    case "dense":
      return linear(graph, node, name, sums, relu, 1);
    case "conv":
      return linear(graph, node, name, sums, relu, positions(node.attrs as ConvAttrs, x));
    case "normalize":
      return offset(graph, node, name, size);
    case "lookup":
      return lookup((node.attrs as LookupAttrs).lookup, name, size);
    case "softmax":
      return softmax(node.attrs as SoftmaxAttrs, name, size, fraction(x.elem));
    default:
      throw new InternalError(`the plain C++ of the benchmarks has no '${node.kind}'`);
  }
}

/** Windows of a convolution, which lie side by side. */
function positions({ kernel, strides, pads }: ConvAttrs, { shape }: TensorType): number {
  const [length = 1, step = length] = [kernel[0], strides[0]];
  if (kernel.length !== 1 || length !== step || pads.some((pad) => pad > 0))
    throw new InternalError("the plain C++ of the benchmarks has only convolutions whose windows do not overlap");
  return must(shape[0], "length") / length;
}

function linear(graph: Graph, { inputs }: Node, name: string, sums: string, relu: boolean, places: number): Step {
  const [x, weight, bias] = [
    typeOf(graph, inputs[0]),
    constant(graph, inputs[1]),
    graph.constants.get(inputs[2] ?? ""),
  ];
  const outputs = must(weight.type.shape.at(-1), "outputs");
  const terms = weight.data.length / outputs;
  const sum = fraction(x.elem) + fraction(weight.type.elem);
  const byOutput = Array.from({ length: weight.data.length }, (_, k) => (k % terms) * outputs + Math.floor(k / terms));
  const start = bias === undefined ? 0 : sum - fraction(bias.type.elem);
  return {
    tables: [
      table(
        "std::int16_t",
        `${name}_w`,
        byOutput.map((k) => Number(weight.data[k])),
      ),
      table(
        sums,
        `${name}_b`,
        Array.from({ length: outputs }, (_, o) => Number(bias?.data[o] ?? 0) * 2 ** start),
      ),
    ],
    call: (from, to) => {
      const call = `dense<${terms}, ${outputs}, ${sum - FRACTION}, ${relu}>(${name}_w, ${name}_b`;
      if (places === 1) return `${call}, ${from}, ${to});`;
      return `for (int p = 0; p < ${places}; p++) ${call}, ${from} + p * ${terms}, ${to} + p * ${outputs});`;
    },
    size: places * outputs,
  };
}

function offset(graph: Graph, { inputs }: Node, name: string, size: number): Step {
  const [scale, bias] = [constant(graph, inputs[1]), constant(graph, inputs[2])];
  if (numbersOf(scale).some((value) => value !== 2 ** fraction(scale.type.elem)))
    throw new InternalError("the plain C++ of the benchmarks adds constants only");
  const shift = fraction(bias.type.elem) - FRACTION;
  return {
    tables: [table("std::int32_t", name, numbersOf(bias))],
    call: (from, to) => `offset<${size}, ${shift}>(${name}, ${from}, ${to});`,
    size,
  };
}

function lookup({ index, table: entries }: LookupAttrs["lookup"], name: string, size: number): Step {
  const values = numbersOf(entries).map((entry) => entry * 2 ** (FRACTION - fraction(entries.type.elem)));
  const numbers = [size, index.multiplier, index.shift, index.offset, values.length].join(", ");
  return {
    tables: [table("std::int16_t", name, values)],
    call: (from, to) => `lookup<${numbers}>(${name}, ${from}, ${to});`,
    size,
  };
}

function softmax({ tables }: SoftmaxAttrs, name: string, size: number, frac: number): Step {
  if (tables.implementation !== "stable" || fraction(tables.difference) !== frac)
    throw new InternalError("the plain C++ of the benchmarks has only a stable Softmax");
  const { difference, exp, inverseInput, inverse } = tables;
  if (fraction(inverseInput) !== fraction(exp.table.type.elem)) throw new InternalError("a sum that is rounded");
  const shift = fraction(exp.table.type.elem) + fraction(inverse.table.type.elem) - FRACTION;
  const numbers = [size, difference.width, exp.index.shift, inverseInput.width, inverse.index.shift, shift].join(", ");
  return {
    tables: [
      table("std::int32_t", `${name}_e`, numbersOf(exp.table)),
      table("std::int32_t", `${name}_i`, numbersOf(inverse.table)),
    ],
    call: (from, to) => `softmax<${numbers}>(${name}_e, ${name}_i, ${from}, ${to});`,
    size,
  };
}

function table(type: string, name: string, values: readonly number[]): string {
  return `static const ${type} ${name}[] = {${values.join(", ")}};`;
}

function numbersOf({ data }: IntTensor): number[] {
  return Array.from<number | bigint, number>(data, Number);
}

function typeOf(graph: Graph, value: string | undefined): TensorType {
  return must(graph.types.get(value ?? ""), "type");
}

function constant(graph: Graph, value: string | undefined): IntTensor {
  return must(graph.constants.get(value ?? ""), "constant");
}
