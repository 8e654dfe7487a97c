import fc from "fast-check";
import { expect, it } from "vitest";
import type { AttributeDescription, ModelDescription } from "../../src/frontend/onnx/encode.js";
import { OPS } from "../../src/ops/registry.js";
import { compiledByHls4ml, readDescription } from "../support/model-diagnostics.js";

const OPERATORS = Object.values(OPS).flatMap(({ onnx }) =>
  onnx.map(({ op, domains }) => ({ op, domain: domains[0] ?? "" })),
);
const ATTRIBUTES =
  `alpha beta axis axes kernel_shape strides pads dilations group auto_pad ceil_mode perm keepdims transB
  to min max mode value epsilon starts ends split signed narrow rounding_mode`.split(/\s+/);

const lengths = fc.array(fc.constantFrom(0, 1, 2, 4), { maxLength: 4 });
const integers = fc.constantFrom(0, 1, -1, 2, 3, 7, 2 ** 31, -(2 ** 40), 2 ** 52);
const attribute: fc.Arbitrary<AttributeDescription> = fc.oneof(
  fc.record({ int: integers }),
  fc.record({ ints: fc.array(integers, { maxLength: 4 }) }),
  fc.record({ float: fc.constantFrom(0, 1, -1e38, 1e-38, Number.NaN, Number.POSITIVE_INFINITY) }),
  fc.record({ string: fc.constantFrom("", "SAME_UPPER", "x\n*/") }),
);

/** One node of a random operator with operands present, constant or left out, and attributes of any kind and value. */
const model: fc.Arbitrary<ModelDescription> = fc
  .record({
    operator: fc.constantFrom(...OPERATORS),
    opset: fc.constantFrom(9, 13, 21),
    inputs: fc.array(fc.constantFrom("x", "x", "c", "d", ""), { maxLength: 5 }),
    attributes: fc.dictionary(fc.constantFrom(...ATTRIBUTES), attribute, { maxKeys: 4 }),
    shapes: fc.tuple(lengths, lengths, lengths),
  })
  .map(({ operator, opset, inputs, attributes, shapes: [x, c, d] }) => ({
    inputs: [{ name: "x", shape: ["N", ...x] }],
    outputs: [{ name: "y" }],
    opsets: { "": opset, ...(operator.domain === "" ? {} : { [operator.domain]: 1 }) },
    nodes: [{ ...operator, name: "n", inputs, outputs: ["y"], attributes }],
    initializers: { c: tensor(c), d: tensor(d) },
  }));

function tensor(shape: readonly number[]) {
  const size = shape.reduce((a, b) => a * b, 1);
  return { shape, data: Array.from({ length: size }, (_, i) => i - 1) };
}

it("a node of any operands and attributes is read or refused in words, never an exception", () => {
  fc.assert(
    fc.property(model, (description) => {
      const { graph, says } = readDescription(description);
      expect(graph === undefined).toBe(says.some((line) => line.startsWith("error")));
      compiledByHls4ml(description);
    }),
    { numRuns: 1500 },
  );
});
