import { describe, expect, it } from "vitest";
import { apFixed } from "../fixed/types.js";
import { must } from "../support/errors.js";
import { add, multiply, scale } from "./autodiff/ops/elementwise.js";
import { matmul } from "./autodiff/ops/linear.js";
import { referenceKernels } from "./autodiff/reference-kernels.js";
import { withTape } from "./autodiff/tape.js";
import { relu } from "./layers/activation.js";
import { dense } from "./layers/dense.js";
import { input } from "./layers/input.js";
import { createModel, createNetwork, forward } from "./network.js";
import { fixedQuantizer } from "./quantize/fixed-quantizer.js";

describe("a quantized network", () => {
  it("learns exclusive or", () => {
    const bits = (width: number, int: number, signed = true) =>
      fixedQuantizer(apFixed({ signed, width, int }, "RND_CONV", "SAT"));
    const x = input("x", [2]);
    const hidden = dense(x, { name: "hidden", units: 8, weight: bits(6, 2), bias: bits(6, 2) });
    const active = relu(hidden, { name: "active", type: bits(6, 2, false) });
    const model = createModel("xor", { y: dense(active, { name: "y", units: 1, weight: bits(6, 2) }) });
    const kernels = referenceKernels(32);
    const network = createNetwork(model, kernels, { seed: 1 });
    const moments = new Map(
      [...network.parameters.values()].map((p) => [p, [p.data.slice(), p.data.slice()] as const]),
    );
    for (const pair of moments.values()) for (const data of pair) data.fill(0);
    let last = 0;
    for (let step = 1; step <= 200; step++) {
      last = withTape(kernels, (tape) => {
        const inputs = new Map([["x", tape.constant([4, 2], [0, 0, 0, 1, 1, 0, 1, 1])]]);
        const y = must(forward(network, tape, inputs, { quantized: true }).outputs.get("y"), "y");
        const error = add(tape, y, tape.constant([4, 1], [0, -1, -1, 0]));
        const square = multiply(tape, error, error);
        const loss = scale(tape, matmul(tape, tape.constant([1, 4], [1, 1, 1, 1]), square), 0.25);
        tape.backward(loss);
        return loss.data[0] as number;
      });
      for (const [parameter, [mean, square]] of moments) {
        const grad = must(parameter.grad, "gradient");
        kernels.adam(parameter.data, grad, mean, square, { rate: 0.02, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, step });
        grad.fill(0);
      }
    }
    expect(last).toBeLessThan(0.02);
  });
});
