import { describe, expect, it } from "vitest";
import { fitCodes } from "../../src/diagnostics/codes/fit.js";
import { createReporter, type Reporter } from "../../src/diagnostics/reporter.js";
import { map } from "../../src/train/autodiff/ops/elementwise.js";
import { absoluteSum } from "../../src/train/autodiff/ops/losses-sums.js";
import { type Columns, columnsOf, withColumn } from "../../src/train/data/columns.js";
import { loadCheckpoint } from "../../src/train/fit/checkpoint-file.js";
import { fit } from "../../src/train/fit/fit.js";
import type { Loss } from "../../src/train/fit/loss.js";
import { binaryLoss, errorLoss, softmaxLoss } from "../../src/train/fit/losses.js";
import type { FitOptions } from "../../src/train/fit/options.js";
import { stateOf } from "../../src/train/network.js";
import { sgd } from "../../src/train/optimize/optimizer.js";
import { constant } from "../../src/train/optimize/schedule.js";
import { columns, mlp } from "../support/toy-training.js";

const x = [[2], [0, 0, 0, 1, 1, 0, 1, 1]] as const;
const good = columns(4, { x, label: [[], [0, 1, 1, 0]], w: [[], [1, 1, 1, 1]] });
const softmax = softmaxLoss({ output: "y", labels: "label" });
const square = errorLoss({ output: "y", target: "x", error: "square" });

interface Fixture {
  readonly what: string;
  readonly data?: Columns;
  readonly options?: Partial<FitOptions>;
  /** `severity[CODE]: message | hint`. */
  readonly says: readonly string[];
}

const labelled = (...labels: number[]): Columns => withColumn(good, "label", [], labels);
const weighted = (...weights: number[]): Columns => withColumn(good, "w", [], weights);

/** A loss of the sum of the outputs' magnitudes. */
const lossOf = (value: (sum: number) => number, slope: (sum: number) => number): Loss => ({
  description: "broken",
  compute: ({ tape, result }) => {
    const [y] = result.outputs.values();
    if (y === undefined) throw new Error("no output");
    return map(tape, absoluteSum(tape, y), value, slope);
  },
});

const FIXTURES: readonly Fixture[] = [
  {
    what: "no events",
    data: { events: 0, columns: new Map([["x", { shape: [2], data: new Float32Array(0) }]]) },
    says: [
      "error[BX6101]: column 'x' holds no events",
      "error[BX6104]: the data set has no column 'label'; it has 'x'",
    ],
  },
  {
    what: "an input without column, and labels that are called otherwise",
    data: columns(4, { features: x, labels: [[], [0, 1, 1, 0]] }),
    says: [
      "error[BX6104]: the data set has no column 'x'; it has 'features', 'labels'",
      "error[BX6104]: the data set has no column 'label'; it has 'features', 'labels' | did you mean 'labels'?",
    ],
  },
  {
    what: "columns of other shapes",
    data: columns(4, { x: [[3], new Array<number>(12).fill(0)], label: [[5], new Array<number>(20).fill(0)] }),
    says: [
      "error[BX6105]: column 'x' has shape [events, 3]; expected [events, 2]",
      "error[BX6105]: column 'label' has shape [events, 5]; expected [events]",
    ],
  },
  {
    what: "labels that are no classes",
    data: labelled(0, 1, 2, 0),
    says: ["error[BX6106]: label 'label' of event 2 is 2; expected a whole number from 0 to 1"],
  },
  {
    what: "labels of a yes-or-no output that are no shares",
    data: withColumn(good, "label", [2], [0, 1, 1, 0, 0, -1, 1, 1]),
    options: { loss: binaryLoss({ output: "y", labels: "label" }) },
    says: ["error[BX6106]: label 'label' of event 2 is -1; expected from 0 to 1"],
  },
  {
    what: "an output that the model does not have",
    options: { loss: softmaxLoss({ output: "z", labels: "label" }) },
    says: ["error[BX3011]: the model has no output 'z'; its output is 'y' | did you mean 'y'?"],
  },
  {
    what: "weights that sum to nothing",
    data: weighted(1, -1, 1, -1),
    options: { weights: "w" },
    says: ["error[BX6107]: the weights of all events sum to 0; a positive sum is needed"],
  },
  {
    what: "a balanced class without events",
    data: columns(4, { x, label: [[], [0, 2, 2, 0]] }),
    options: { loss: square, classWeights: { labels: "label", weights: "balanced" } },
    says: ["error[BX6107]: the weights of class 1 sum to 0; a positive sum is needed"],
  },
  {
    what: "options out of range, all at once",
    options: {
      batch: 0,
      validation: 0.01,
      clip: 0,
      epochs: 1.5,
      monitor: { metric: "auc", best: "greatest" },
      earlyStopping: { patience: 0 },
    },
    says: [
      "error[BX6108]: batch is 0; expected a whole number of at least 1",
      "error[BX6108]: validation is 0.01; expected a share that leaves both parts some of 4 events",
      "error[BX6108]: clip is 0; expected a number above 0",
      "error[BX6108]: epochs of phase 1 is 1.5; expected a whole number of at least 1",
      "error[BX6108]: monitor of phase 1 is auc; expected one of loss",
      "error[BX6108]: patience of phase 1 is 0; expected a number of at least 1",
    ],
  },
  {
    what: "validation data without labels",
    options: { validation: columns(4, { x }) },
    says: ["error[BX6104]: the data set has no column 'label'; it has 'x'"],
  },
  {
    what: "a rate that is far too high",
    options: { loss: square, optimizer: sgd(), rate: constant(1e12), epochs: 9 },
    says: [
      expect.stringMatching(
        /^error\[BX6110\]: the loss is no finite number in phase 1, epoch \d, step 1: values of layer '\w+' reach \S+, weights \d\S+ \| lower the learning rate \(now 1000000000000\)/,
      ) as unknown as string,
    ],
  },
  {
    what: "a rate that is none",
    options: { rate: constant(Number.NaN) },
    says: [
      "error[BX6110]: the weight is no finite number in phase 1, epoch 1, step 1: 'hidden.weight' is not finite | lower the learning rate (now NaN) or clip gradients",
    ],
  },
  {
    what: "a loss that is not finite of finite outputs",
    options: { loss: lossOf((sum) => Math.log(-sum), Math.sign) },
    says: [
      "error[BX6110]: the loss is no finite number in phase 1, epoch 1, step 1: all values of the network are small, so the loss itself makes it of them | look at targets and event weights, and at logarithms and quotients of the loss",
    ],
  },
  {
    what: "a finite loss with an infinite slope",
    options: { loss: lossOf(Math.sqrt, () => Number.POSITIVE_INFINITY) },
    says: [
      expect.stringMatching(
        /^error\[BX6110\]: the gradient is no finite number in phase 1, epoch 1, step 1: that of '[\w.]+' overflows or is infinitely steep, the greatest weight is \d\S+ \| lower the learning rate \(now 0.001\), or look at roots and quotients of the loss$/,
      ) as unknown as string,
    ],
  },
  {
    what: "an augmentation that makes NaN of an input",
    options: { augment: { apply: (batch) => void batch.column("x").data.fill(Number.NaN) } },
    says: [
      "error[BX6110]: the loss is no finite number in phase 1, epoch 1, step 1: input 'x' holds NaN or infinity | clean the data, or look at the augmentation",
    ],
  },
];

describe("training with", () => {
  it.each(FIXTURES)("$what", ({ data = good, options, says }) => {
    const network = mlp(2, 4, 2);
    const before = stateOf(network);
    const reporter = createReporter();
    expect(fit(network, data, { seed: 1, loss: softmax, ...options }, reporter)).toBeUndefined();
    expect(told(reporter)).toEqual(says);
    for (const values of stateOf(network).values()) expect(values.every(Number.isFinite)).toBe(true);
    if ((options?.epochs ?? 1) === 1) expect(stateOf(network)).toEqual(before);
  });
});

describe("a data set of", () => {
  const array = (shape: readonly number[], ...values: number[]) => {
    return { shape, dtype: "float32", data: Float32Array.from(values) } as const;
  };
  it.each([
    { what: "nothing", arrays: {}, says: ["error[BX6101]: the data set has no columns"] },
    {
      what: "other lengths and NaN",
      arrays: { x: array([2, 2], 1, 2, 3, Number.NaN), y: array([3], 1, 2, 3) },
      says: ["error[BX6102]: column 'x' has 2 events, column 'y' has 3", "error[BX6103]: column 'x' is NaN in event 1"],
    },
  ])("$what", ({ arrays, says }) => {
    const reporter = createReporter();
    expect(columnsOf(new Map(Object.entries(arrays)), reporter)).toBeUndefined();
    expect(told(reporter)).toEqual(says);
  });
});

it("a file that is no checkpoint", () => {
  const reporter = createReporter();
  expect(loadCheckpoint(new TextEncoder().encode("model: x\n"), reporter)).toBeUndefined();
  expect(told(reporter)).toEqual([
    "error[BX6120]: the checkpoint can't be read: this is no .npy or .npz file: it is text | start the training again without it",
  ]);
});

it("every code explains itself", () => {
  for (const { explain } of Object.values(fitCodes)) expect(explain).toMatch(/\.$/);
});

function told({ diagnostics }: Reporter): readonly string[] {
  return diagnostics.map(({ severity, code, message, hint }) => {
    return `${severity}[${code}]: ${message}${hint === undefined ? "" : ` | ${hint}`}`;
  });
}
