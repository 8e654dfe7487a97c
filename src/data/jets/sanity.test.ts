import { describe, expect, test } from "vitest";
import { auc } from "../../metrics/roc.js";
import { must } from "../../support/errors.js";
import { CONSTITUENT_FEATURES, CONSTITUENTS } from "./constituents.js";
import { CLASSES, type JetClass, type JetParameters } from "./parameters.js";
import { createJetSource } from "./source.js";

/** What a jet looks like in a few numbers, for a discriminant that a few lines can fit. */
function summaries(constituents: Float32Array, events: number): number[][] {
  const names = CONSTITUENT_FEATURES;
  return Array.from({ length: events }, (_, event) => {
    const rows = Array.from({ length: CONSTITUENTS }, (_, i) => {
      const at = (event * CONSTITUENTS + i) * names.length;
      return (name: (typeof names)[number]): number => constituents[at + names.indexOf(name)] as number;
    });
    const sum = (term: (row: (typeof rows)[number]) => number): number => rows.reduce((all, row) => all + term(row), 0);
    const d0 = rows.map((row) => Math.min(row("d0"), 0.3)).sort((a, b) => b - a);
    const leptons = sum((row) => row("e-") + row("e+") + row("mu-") + row("mu+"));
    const neutral = sum((row) => row("gamma") + row("h0"));
    const width = sum((row) => row("pt_rel") * Math.hypot(row("deta"), row("dphi")));
    return [...d0.slice(0, 3), leptons, neutral, sum((row) => row("filled")), width, sum((row) => row("pt_rel") ** 2)];
  });
}

/** Logistic regression by Newton's method: the score of a row. */
function fitted(rows: readonly number[][], labels: readonly number[]): (row: readonly number[]) => number {
  const size = must(rows[0], "row").length + 1;
  const weights = new Array<number>(size).fill(0);
  const score = (row: readonly number[]): number =>
    row.reduce((sum, x, i) => sum + x * must(weights[i], "weight"), must(weights[size - 1], "bias"));
  for (let step = 0; step < 6; step++) {
    const system = Array.from({ length: size }, () => new Array<number>(size + 1).fill(0));
    rows.forEach((row, event) => {
      const p = 1 / (1 + Math.exp(-score(row)));
      const x = [...row, 1];
      for (let i = 0; i < size; i++) {
        const line = must(system[i], "line");
        for (let j = 0; j < size; j++)
          line[j] = must(line[j], "cell") + p * (1 - p) * must(x[i], "x") * must(x[j], "x");
        line[size] = must(line[size], "cell") + (must(labels[event], "label") - p) * must(x[i], "x");
      }
    });
    solve(system).forEach((change, i) => {
      weights[i] = must(weights[i], "weight") + change;
    });
  }
  return score;
}

/** Gauss-Jordan elimination of a symmetric, positive system with its right-hand side in the last column. */
function solve(system: number[][]): number[] {
  system.forEach((line, i) => {
    const pivot = must(line[i], "pivot") + 1e-9;
    system[i] = line.map((cell) => cell / pivot);
    system.forEach((other, k) => {
      const factor = must(other[i], "factor");
      if (k !== i) system[k] = other.map((cell, j) => cell - factor * must(system[i]?.[j], "cell"));
    });
  });
  return system.map((line) => must(line.at(-1), "solution"));
}

/** Jets that are fitted to, and that are judged. */
const EVENTS = 2000;

/** AUC on jets that were not fitted to. */
function separation(first: JetClass, second: JetClass, parameters: Partial<JetParameters> = {}): number {
  const sample = (stream: string): { rows: number[][]; labels: number[] } => {
    const source = createJetSource({ seed: 1, stream, parameters: { ...parameters, classes: `${first},${second}` } });
    const arrays = source.make(0, EVENTS);
    const data = (port: string): Float32Array => must(arrays.get(port), port).data as Float32Array;
    const labels = Array.from(data("label"), (label) => (label === CLASSES.indexOf(first) ? 1 : 0));
    return { rows: summaries(data("constituents"), EVENTS), labels };
  };
  const train = sample("train");
  const judged = sample("test");
  return auc({ scores: judged.rows.map(fitted(train.rows, train.labels)), signal: judged.labels });
}

/** Three standard errors of an AUC of a half. */
const NOISE = 3 * Math.sqrt((EVENTS + 1) / (3 * EVENTS * EVENTS));

describe("what can and what can't be learned from the jets", () => {
  test("b and light jets are the same without lifetime, leptons and differences of fragmentation", () => {
    const auc = separation("b", "light", { lifetime: 0, leptons: 0, fragmentation: "equal" });
    expect(Math.abs(auc - 0.5)).toBeLessThan(NOISE);
  });

  test("each of lifetime, leptons and fragmentation tells b jets apart", () => {
    const nothing = { lifetime: 0, leptons: 0, fragmentation: "equal" } as const;
    for (const one of [{ lifetime: 1 }, { leptons: 1 }, { fragmentation: "stick" }] as const)
      expect(separation("b", "light", { ...nothing, ...one }), JSON.stringify(one)).toBeGreaterThan(0.5 + NOISE);
  });

  test("b jets are told apart the worse, the worse d0 is measured", () => {
    const onlyLifetime = { leptons: 0, fragmentation: "equal" } as const;
    const areas = [0.01, 0.03, 0.1].map((d0Constant) => separation("b", "light", { ...onlyLifetime, d0Constant }));
    expect(areas).toEqual(areas.toSorted((a, b) => b - a));
    expect(must(areas[0], "AUC") - must(areas[2], "AUC")).toBeGreaterThan(NOISE);
  });

  test("b jets are harder to tell from c jets than from light ones, and taus from neither", () => {
    const light = separation("b", "light");
    expect(light).toBeGreaterThan(0.75);
    expect(separation("b", "c")).toBeLessThan(light);
    expect(separation("b", "c")).toBeGreaterThan(0.5 + NOISE);
    expect(separation("b", "tau+")).toBeGreaterThan(light);
  });

  test("lifetime helps whatever the model of fragmentation", () => {
    for (const fragmentation of ["stick", "exponential"] as const) {
      const [without, withLifetime] = [0, 1].map((lifetime) => separation("b", "light", { fragmentation, lifetime }));
      expect(must(withLifetime, "AUC") - must(without, "AUC"), fragmentation).toBeGreaterThan(0.01);
    }
  });
});
