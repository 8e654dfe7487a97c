import { createReporter } from "../../diagnostics/reporter.js";
import { type Compiled, compile } from "../../driver/compile.js";
import { NUMBER_BITS } from "../../fixed/arith.js";
import { fraction } from "../../fixed/types.js";
import { evaluate } from "../../ir/evaluate.js";
import type { Graph } from "../../ir/graph.js";
import { opOf } from "../../ops/registry.js";
import { InternalError, must } from "../../support/errors.js";
import type { CompiledOps } from "../layers/layer.js";
import type { Network } from "../network.js";
import { exportModel } from "./export-model.js";

/** The typed graph of a network's quantized export, in which no node but those of `fused` passes stands for two of the export. */
export function compiledNetwork(network: Network, fused: "bias" | "nothing" = "nothing"): Compiled {
  const { model, config } = exportModel(network, { quantized: true });
  const reporter = createReporter();
  const request = {
    model: { file: `${network.model.name}.onnx`, bytes: model },
    config: { file: `${network.model.name}.yaml`, text: config },
    passes: { disable: fused === "bias" ? ["fuse-quantize"] : ["fuse-quantize", "fuse-bias"] },
  };
  const compiled = compile(request, reporter);
  if (compiled !== undefined) return compiled;
  const errors = reporter.diagnostics.filter(({ severity }) => severity === "error");
  throw new RangeError(
    `network '${network.model.name}' has no firmware: ${errors.map(({ message }) => message).join("; ")}`,
  );
}

/**
 * Tables and averages of a network as its firmware has them now, for `forward`: with them a quantized run gives the
 * simulator's bits. To be made again once parameters have changed.
 */
export function compiledOps(network: Network): CompiledOps {
  const { graph } = compiledNetwork(network);
  const functions = new Map<string, (values: ArrayLike<number>) => ArrayLike<number>>();
  return (node, { data }) => {
    const found = functions.get(node) ?? nodeFunction(graph, node);
    functions.set(node, found);
    return found(data);
  };
}

/** The definition of a node's op, on the values of its only computed operand. */
function nodeFunction(graph: Graph, name: string): (values: ArrayLike<number>) => ArrayLike<number> {
  const node = must(
    // The op itself comes last: before it, its operand may have been brought into the order of the model.
    graph.nodes.findLast(({ origin, result }) => origin.nodes.includes(name) && result === undefined),
    `node of '${name}'`,
  );
  const type = must(graph.types.get(must(node.inputs[0], "operand")), "type of the operand");
  const out = must(graph.types.get(node.output), "type of the result");
  const op = must(opOf(node.kind), node.kind);
  if (Math.max(type.elem.width, out.elem.width) > NUMBER_BITS)
    throw new RangeError(
      `layer '${name}' gets values of ${type.elem.width} bits; give the layer before it a type (accum)`,
    );
  const [up, down] = [2 ** fraction(type.elem), 2 ** -fraction(out.elem)];
  const size = type.shape.reduce((product, length) => product * length, 1);
  return (values) => {
    const data = Float64Array.from(values, (value) => value * up);
    const result = evaluate(op, node.attrs, [{ type, events: data.length / size, data }], out).data;
    if (!(result instanceof Float64Array)) throw new InternalError(`mantissas of '${name}'`);
    return result.map((mantissa) => mantissa * down);
  };
}
