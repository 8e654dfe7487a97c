import { expect, it } from "vitest";
import type { EpochRecord } from "./history.js";
import { historyPlot } from "./history-plot.js";

const record = (phase: string, epoch: number, loss: number, validationLoss: number): EpochRecord => {
  return { phase, epoch, rate: 0.1, loss, parts: {}, validationLoss, metrics: { auc: 1 - loss / 10 }, sparsity: 0 };
};
const epochs = [record("float", 1, 4, 5), record("float", 2, 0.4, 0.5), record("fixed", 1, 0.3, 0.4)];
const history = { epochs, seconds: [1, 1, 1] };
const words = (svg: string): string[] =>
  Array.from(svg.matchAll(/>([^<>]+)<\/(?:text|title)>/g), ([, text]) => text ?? "");

it("a history is drawn as losses, on a logarithmic axis where they fall by far, with its phases", () => {
  const svg = historyPlot(history, { title: "Training", note: "a toy" });
  expect(words(svg)).toEqual(expect.arrayContaining(["Training", "training", "validation", "epoch", "loss", "a toy"]));
  expect(svg.match(/class="thin rule"/g)?.length).toBe(1);
  const linear = historyPlot({ ...history, epochs: epochs.slice(1) }, { title: "Training" });
  expect(words(linear)).not.toEqual(words(svg));
});

it("a history is drawn as metrics, without what nobody measured", () => {
  const svg = historyPlot(history, { title: "Training", metrics: ["auc", "rms"] });
  expect(words(svg)).toEqual(expect.arrayContaining(["auc", "auc, rms"]));
  expect(words(svg)).not.toContain("rms");
});
