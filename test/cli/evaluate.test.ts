import { beforeAll, describe, expect, it } from "vitest";
import type { Evaluation } from "../../src/evaluate/evaluation.js";
import { encodeModel } from "../../src/frontend/onnx/encode.js";
import { auc } from "../../src/metrics/roc.js";
import { archive, gaussianArchive, passThrough, schemaErrors, twoGaussians } from "./evaluation-fixtures.js";
import { bxc } from "./run.js";
import { npy, workspace } from "./workspace.js";

const files = workspace();
const model = files.write("model.onnx", passThrough(1));
const events = twoGaussians(4000);
const data = files.write("data.npz", gaussianArchive(events));

async function evaluated(...argv: string[]): Promise<Evaluation> {
  const { exitCode, stdout, stderr } = await bxc("evaluate", ...argv, "--json");
  expect({ exitCode, stderr }, stdout).toEqual({ exitCode: 0, stderr: "" });
  return JSON.parse(stdout);
}

const only = ({ classification }: Evaluation) => classification?.classes[0];

describe("bxc evaluate, a single score", () => {
  it("finds the area of two Gaussians, and that of the very scores that it simulated", async () => {
    const found = only(await evaluated(model, "-d", data));
    // Phi(1 / sqrt 2)
    expect(Math.abs((found?.auc.value ?? 0) - 0.76025)).toBeLessThan(3 * (found?.auc.error ?? 0));
    expect(found?.auc.value).toBe(auc({ scores: events.x, signal: events.label }));
    expect(found).toMatchObject({
      name: "1",
      events: 2000,
      background: { name: "0", events: 2000 },
      calibration: null,
    });
  });

  it("weighs events, and counts efficiencies in the bins of a variable", async () => {
    const flags = ["--weights", "weight", "--against", "pt", "--bins", "pt=20,40,80", "--working-point", "0.1,3000kHz"];
    const found = only(await evaluated(model, "-d", data, ...flags));
    expect(found?.auc.value).toBeCloseTo(auc({ scores: events.x, signal: events.label, weights: events.weight }), 12);
    const [point, rate] = found?.workingPoints ?? [];
    const sum = (passes: (i: number) => boolean): number =>
      events.weight.reduce((total, weight, i) => (passes(i) ? total + weight : total), 0);
    const isSignal = (i: number): boolean => events.label[i] === 1;
    const passes = (i: number): boolean => (events.x[i] as number) >= (point?.threshold ?? 0);
    const inBin = (i: number): boolean => (events.pt[i] as number) >= 20 && (events.pt[i] as number) < 40;
    expect(point?.signal.value).toBeCloseTo(sum((i) => isSignal(i) && passes(i)) / sum(isSignal), 10);
    expect(point?.background.value).toBeLessThanOrEqual(0.1);
    expect(point?.efficiencies[0]?.signal[0]?.value).toBeCloseTo(
      sum((i) => isSignal(i) && inBin(i) && passes(i)) / sum((i) => isSignal(i) && inBin(i)),
      10,
    );
    expect(rate?.allowed).toBeCloseTo(3000 / 31_038.96, 9);
    expect(rate?.rate.value).toBeLessThanOrEqual(3000);
  });

  it("sees no difference to a reference of the same scores, and counts flips to another", async () => {
    const same = files.write("same.npy", npy([4000], ...events.x));
    const { classification, agreement } = await evaluated(model, "-d", data, "--reference", same);
    expect(classification?.classes[0]?.reference?.difference).toEqual({ value: 0, error: 0 });
    expect(classification?.classes[0]?.workingPoints[0]?.flips?.sameThreshold.share.value).toBe(0);
    expect(agreement[0]).toMatchObject({ identical: { value: 1 }, decisions: null });
    expect(Math.abs(agreement[0]?.twoSample.significance ?? 9)).toBeLessThan(4);

    const { x } = events;
    const shifted = files.write("shifted.npy", npy([4000, 1], ...x.map((score) => score + 0.5)));
    const other = await evaluated(model, "-d", data, "--reference", shifted, "--working-point", "0.16");
    const flips = other.classification?.classes[0]?.workingPoints[0]?.flips;
    const threshold = flips?.referenceThreshold ?? 0;
    const lost = x.filter((score) => score + 0.5 >= threshold && score < threshold).length;
    expect(flips?.sameThreshold).toMatchObject({ lost: { value: lost / 4000 }, gained: { value: 0 } });
    expect(flips?.sameBackground.share.value).toBe(0);
    expect(other.agreement[0]?.elements[0]?.residual.mean.value).toBeCloseTo(-0.5, 10);
    expect(other.agreement[0]?.twoSample.significance).toBeGreaterThan(5);
  });

  it("runs a reference model in floating point", async () => {
    const config = files.write("coarse.json", JSON.stringify({ HLSConfig: { Model: { Precision: "ap_fixed<8,5>" } } }));
    const { agreement, classification } = await evaluated(model, "-c", config, "-d", data, "--reference", model);
    // The grid of 1/16 is cut to one of 1/8: half of the values lose 1/16.
    expect(agreement[0]?.identical.value).toBeCloseTo(0.5, 1);
    expect(agreement[0]?.elements[0]?.residual).toMatchObject({ least: -1 / 16, greatest: 0 });
    expect(classification?.classes[0]?.reference?.auc.value).toBe(auc({ scores: events.x, signal: events.label }));
  });

  it("runs a reference of other names that takes three events at a time", async () => {
    const float = encodeModel({
      inputs: [{ name: "features", shape: [3, 1] }],
      outputs: [{ name: "score", shape: [3, 1] }],
      initializers: { w: { shape: [1, 1], data: [1] } },
      nodes: [{ op: "MatMul", name: "fc", inputs: ["features", "w"], outputs: ["score"] }],
    });
    const { agreement } = await evaluated(model, "-d", data, "--reference", files.write("batch.onnx", float));
    expect(agreement[0]?.identical.value).toBe(1);
  });

  it("takes the first events only", async () => {
    const found = only(await evaluated(model, "-d", data, "--events", "100"));
    const first = { scores: events.x.subarray(0, 100), signal: events.label.subarray(0, 100) };
    expect(found?.auc.value).toBe(auc(first));
  });

  it("holds the named classes against one another", async () => {
    const label = events.label.map((kind, i) => (kind === 1 ? 2 : i % 4 === 0 ? 0 : 1));
    const three = files.write(
      "three.npz",
      archive({ x: { shape: [4000, 1], data: events.x }, label: { shape: [4000], data: label } }),
    );
    const flags = ["--classes", "minbias,tt,hh", "-d", three];
    const { classification } = await evaluated(model, ...flags);
    expect(classification?.classes.map(({ name, background }) => [name, background.name])).toEqual([
      ["tt", "minbias"],
      ["hh", "minbias"],
    ]);
    const against = await evaluated(model, ...flags, "--signal", "hh");
    expect(only(against)?.auc.value).toBe(auc({ scores: events.x, signal: events.label }));
    expect(against.classification?.pairs.map(({ background }) => background)).toEqual(["minbias", "tt"]);
  });
});

describe("bxc evaluate, several scores", () => {
  const scores = [0.75, 0.25, 0, 0.125, 0.5, 0.375, 0.25, 0.25, 0.5, 0.5, 0.25, 0.25, 0.625, 0.125, 0.25, 0, 0.5, 0.5];
  const labels = [0, 1, 2, 1, 0, 2];
  const config = JSON.stringify({ HLSConfig: { Model: { Precision: "ap_fixed<16,6>" } } });
  const small = ["-d", "", "-c", ""];
  beforeAll(() => {
    files.write("three.onnx", passThrough(3));
    small[1] = files.write(
      "six.npz",
      archive({ x: { shape: [6, 3], data: scores }, label: { shape: [6], data: labels } }),
    );
    small[3] = files.write("six.json", config);
  });

  it("reports every class against the rest, pairs, decisions and calibration", async () => {
    const { classification } = await evaluated(files.at("three.onnx"), ...small, "--classes", "b,c,light");
    const column = (c: number): number[] => labels.map((_, i) => scores[3 * i + c] as number);
    for (const [c, found] of (classification?.classes ?? []).entries()) {
      expect(found.auc.value).toBe(auc({ scores: column(c), signal: labels.map((label) => (label === c ? 1 : 0)) }));
      expect(found.calibration?.bins).toHaveLength(10);
      expect(found.calibration?.expectedError.error).toBeGreaterThan(0);
    }
    expect(classification).toMatchObject({
      scores: "probabilities",
      // 0.75 and 0.625 are b, (0.5, 0.25, 0.25) is c; the first of equal scores is taken.
      decisions: {
        accuracy: { value: 4 / 6 },
        confusion: [
          [2, 0, 0],
          [1, 1, 0],
          [0, 1, 1],
        ],
      },
    });
    expect(classification?.pairs.map(({ signal, background }) => `${signal}/${background}`)).toEqual([
      "b/c",
      "b/light",
      "c/light",
    ]);
  });

  it("prints tables", async () => {
    const { stdout } = await bxc("evaluate", files.at("three.onnx"), ...small, "--classes", "b,c,light");
    expect(stdout).toMatch(/^6 events$/m);
    expect(stdout).toMatch(/^class +events +against +events +AUC/m);
    expect(stdout).toMatch(/^light +2 +rest +4 +1\.0000 ± /m);
  });
});

describe("bxc evaluate, targets", () => {
  it("shows residuals of the named output, in windows and against variables", async () => {
    const two = files.write(
      "two.onnx",
      encodeModel({
        inputs: [{ name: "x", shape: ["N", 1] }],
        outputs: ["score", "z0"].map((name) => ({ name, shape: ["N", 1] })),
        initializers: { w: { shape: [1, 1], data: [1] }, half: { shape: [1, 1], data: [0.5] } },
        nodes: [
          { op: "MatMul", name: "a", inputs: ["x", "w"], outputs: ["score"] },
          { op: "MatMul", name: "b", inputs: ["x", "half"], outputs: ["z0"] },
        ],
      }),
    );
    const truth = events.x.map((x, i) => x / 2 - (i % 4 === 0 ? 0.25 : 0));
    const shape = [4000];
    const targets = files.write(
      "targets.npz",
      archive({
        x: { shape: [4000, 1], data: events.x },
        true_z0: { shape, data: truth },
        pt: { shape, data: events.pt },
      }),
    );
    const flags = ["--targets", "z0=true_z0", "--window", "0.1,0.3", "--against", "pt", "--bins", "4"];
    await bxc("evaluate", two, "-d", targets, ...flags, "-o", files.at("targets.json"));
    expect(schemaErrors(files.at("targets.json"))).toBeNull();
    const { regressions, classification } = await evaluated(two, "-d", targets, ...flags);
    expect(classification).toBeNull();
    const [element] = regressions[0]?.elements ?? [];
    expect(regressions[0]).toMatchObject({ output: "z0", target: "true_z0" });
    expect(element?.residual.mean.value).toBeCloseTo(1 / 16, 6);
    expect(element?.residual.within.map(({ share }) => share.value)).toEqual([0.75, 1]);
    expect(element?.residual.quantiles.find(({ share }) => share === 0.5)?.value).toBeCloseTo(0, 6);
    const contents = element?.against[0]?.bins.map((bin) => bin.events) ?? [];
    expect(contents.reduce((sum, each) => sum + each, 0)).toBe(4000);
    for (const content of contents) expect(Math.abs(content - 1000)).toBeLessThanOrEqual(1);
  });
});
