import { describe, expect, it } from "vitest";
import { must } from "../../support/errors.js";
import { referenceKernels } from "../autodiff/reference-kernels.js";
import { withTape } from "../autodiff/tape.js";
import { exportModel } from "../export/export-model.js";
import { createModel, createNetwork, forward } from "../network.js";
import { histogram } from "./histogram.js";
import { input } from "./input.js";

const [weights, bins] = [input("weights", [4]), input("bins", [4])];
const network = createNetwork(
  createModel("sums", { sums: histogram(weights, bins, { name: "histogram", bins: 3 }) }),
  referenceKernels(64),
  { seed: 0 },
);

describe("a histogram", () => {
  it("sums the weights of each event's bins, but not those of bin -1", () => {
    const sums = withTape(network.kernels, (tape) => {
      const given = new Map([
        ["weights", tape.constant([2, 4], [1, 2, 4, 8, 16, 32, 64, 128])],
        ["bins", tape.constant([2, 4], [2, 0, 2, -1, 1, 1, 1, 0])],
      ]);
      return Array.from(must(forward(network, tape, given).outputs.get("sums"), "sums").data);
    });
    expect(sums).toEqual([2, 0, 5, 128, 112, 0]);
  });

  it("tells what to export instead of it", () => {
    expect(() => exportModel(network, { quantized: false })).toThrow(
      "layer 'histogram': a histogram has no ONNX node here; export the layers before and behind it",
    );
  });

  it("refuses weights and bins that are not one list each", () => {
    const build = () => histogram(weights, input("bins", [5]), { name: "histogram", bins: 3 });
    expect(build).toThrow("layer 'histogram': the inputs have shapes [4] and [5]; give two lists of the same length");
    expect(() => histogram(weights, bins, { name: "histogram", bins: 0 })).toThrow("a whole number of at least 1");
  });
});
