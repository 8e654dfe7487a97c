import { describe, expect, test } from "vitest";
import { expectElements, randomCases, times, valueAt } from "../../../test/support/op-cases.js";
import { readNode } from "../../../test/support/read-node.js";
import { runNode } from "../../../test/support/run-node.js";
import { sizeOf } from "../../ir/tensor.js";
import { must } from "../../support/errors.js";
import { normalize } from "./index.js";

describe("normalize", () => {
  test("is x · scale + bias, constants repeating", () => {
    for (const found of randomCases(normalize)) {
      const [scale, bias] = [must(found.ins[1], "scale"), must(found.ins[2], "bias")];
      const repeated = (tensor: typeof scale, i: number): bigint => valueAt(tensor, 0, i % sizeOf(tensor.type.shape));
      expectElements(found, (x, i) => times(x, repeated(scale, i)) + repeated(bias, i));
    }
  });

  const parameters = (channels: number, ...values: number[][]) =>
    values.map((data) => ({ dims: [channels], data, constant: true }));

  test("BatchNormalization: gamma / sqrt(var + epsilon) per channel", () => {
    const x = { dims: [2, 3], data: [1, 2, 3, 4, 5, 6] };
    const rest = parameters(2, [2, 3], [0.5, -1], [1, 4], [3, 0]);
    const y = runNode("BatchNormalization", { operands: [x, ...rest], attributes: { epsilon: 1 } });
    expect(y).toEqual([0.5, 1.5, 2.5, -1, 2, 5]);
  });

  test("BatchNormalization, channels last", () => {
    const x = { dims: [3, 2], data: [1, 4, 2, 5, 3, 6] };
    const rest = parameters(2, [2, 3], [0.5, -1], [1, 4], [3, 0]);
    const domain = "qonnx.custom_op.channels_last";
    const y = runNode("BatchNormalization", { domain, opset: 1, operands: [x, ...rest], attributes: { epsilon: 1 } });
    expect(y).toEqual([0.5, -1, 1.5, 2, 2.5, 5]);
  });

  test("parameters keep to the channels of a value that lies channels last", () => {
    const four = [
      [1, 2],
      [0, 0],
      [0, 0],
      [1, 1],
    ].map((data) => ({ data }));
    const { ir } = readNode("BatchNormalization", {
      operands: [{ shape: [2, 3], channelsLast: true }, ...four],
      attributes: { epsilon: 0 },
    });
    expect(ir[0]).toMatch(/^const @n\.scale: ufixed<2,2>\[2\] = 1 2$/);
  });

  test("refuses what has no fixed scale", () => {
    const operands = [
      { shape: [2] },
      ...[
        [1, 1],
        [0, 0],
        [0, 0],
        [-1, 1],
      ].map((data) => ({ data })),
    ];
    const attributes = { epsilon: 0.5 };
    expect(readNode("BatchNormalization", { operands, attributes }).problems).toEqual([
      "BX1120 scale / sqrt(var + epsilon) of channel 0 is not a finite number",
    ]);
    const training = readNode("BatchNormalization", { operands, attributes: { training_mode: 1 } });
    expect(training.problems).toEqual(["BX1112 attribute 'training_mode' is 1, which is not supported"]);
    const short = [{ shape: [3] }, ...operands.slice(1)];
    expect(readNode("BatchNormalization", { operands: short, attributes }).problems).toContain(
      "BX1111 scale has shape [2]; expected [3], one value a channel",
    );
  });
});
