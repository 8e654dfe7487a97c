import { fraction } from "../fixed/types.js";
import type { Graph, Node, ValueId } from "../ir/graph.js";
import { constantTensor, elementAt, type IntTensor, sizeOf } from "../ir/tensor.js";
import { must } from "../support/errors.js";
import type { Pass } from "./pass.js";
import { rewrite, usesOf } from "./rewrite.js";

/** Kinds with operands (x, weight, bias?) whose last axis is the one that a bias runs along. */
const LINEAR = new Set(["dense", "conv"]);

/** Moves a bias that is added to an exact sum into the layer that makes the sum. */
export const fuseBias: Pass = {
  name: "fuse-bias",
  summary: "merges an added constant into the exact dense or conv layer before it",
  semantics: "exact",
  run: (graph) => {
    const uses = usesOf(graph);
    const nodes = new Map<ValueId, Node | undefined>();
    const aliases = new Map<ValueId, ValueId>();
    const constants = new Map<ValueId, IntTensor>();
    for (const node of graph.nodes) {
      const [source, scale, bias] = node.inputs;
      if (node.kind !== "normalize" || source === undefined || scale === undefined || bias === undefined) continue;
      const linear = uses.producer(source);
      if (linear === undefined || !LINEAR.has(linear.kind) || !isExactWithoutBias(linear) || !uses.readOnce(source))
        continue;
      const perOutput = biasPerOutput(graph, bias, linear.output);
      if (!isOne(graph.constants.get(scale)) || perOutput === undefined) continue;
      const id = `${bias}.fused`;
      constants.set(id, perOutput);
      const origin = { opType: linear.origin.opType, nodes: [...linear.origin.nodes, ...node.origin.nodes] };
      nodes.set(linear.output, { ...linear, inputs: [...linear.inputs, id], result: node.result, origin });
      nodes.set(node.output, undefined);
      aliases.set(node.output, linear.output);
    }
    return rewrite(graph, { nodes, aliases, constants });
  },
};

function isExactWithoutBias({ attrs, result, inputs }: Node): boolean {
  const accum = (attrs as { readonly accum?: unknown }).accum;
  return accum === undefined && result === undefined && inputs.length === 2;
}

function isOne(scale: IntTensor | undefined): boolean {
  if (scale === undefined) return false;
  const one = fraction(scale.type.elem) < 0 ? -1n : 1n << BigInt(fraction(scale.type.elem));
  return scale.type.range.lo.every((mantissa) => mantissa === one);
}

/** The bias as a vector along the last axis, or undefined where it differs between other positions. */
function biasPerOutput(graph: Graph, bias: ValueId, output: ValueId): IntTensor | undefined {
  const tensor = graph.constants.get(bias);
  const outputs = must(graph.types.get(output), "type").shape.at(-1) ?? 1;
  if (tensor === undefined) return undefined;
  const size = sizeOf(tensor.type.shape);
  const alongLast = size === (tensor.type.shape.at(-1) ?? 1) && (size === outputs || size === 1);
  if (!alongLast) return undefined;
  const values = Array.from({ length: outputs }, (_, j) => elementAt(tensor, 0, size === 1 ? 0 : j));
  return constantTensor([outputs], tensor.type.elem, values);
}
