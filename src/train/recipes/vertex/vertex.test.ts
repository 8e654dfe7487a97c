import { beforeAll, describe, expect, it } from "vitest";
import { createVertexSource } from "../../../data/vertices/source.js";
import { createReporter } from "../../../diagnostics/reporter.js";
import { must } from "../../../support/errors.js";
import { wasmKernels } from "../../autodiff/wasm-kernels.js";
import { columnNamed } from "../../data/columns.js";
import { predict } from "../../fit/evaluate.js";
import { createNetwork } from "../../network.js";
import { calibrate } from "../../quantize/calibrate.js";
import type { RecipeHost, RecipeResult } from "../recipe.js";
import { settle } from "../settings.js";
import { chainAgreement } from "./bits.js";
import { chainOf, runChain, sumType } from "./chain.js";
import { vertexColumns } from "./columns.js";
import { zFlip } from "./flip.js";
import { chainModel, type PartName } from "./model.js";
import { vertex } from "./recipe.js";

const host = (): RecipeHost => {
  return { reporter: createReporter(), say: () => {}, resume: () => undefined, keep: () => {} };
};

const some = (events: number) => must(vertexColumns([[createVertexSource({ seed: 3 }), events]], host()), "events");

/** A network whose ranges are those of some events, its weights as they began. */
function calibrated(events: number) {
  const data = some(events);
  const network = createNetwork(chainModel(8), wasmKernels(), { seed: 5 });
  const inputs = Array.from(network.model.inputs, ([name, { shape }]) => {
    return [name, { shape: [events, ...shape], data: columnNamed(data, name).data }] as const;
  });
  calibrate(network, [new Map(inputs)]);
  return { network, data };
}

describe("the chain in integers", () => {
  it("has the bits of the trainer's forward pass", () => {
    const { network, data } = calibrated(40);
    const chain = chainOf(network, 8);
    const agreement = chainAgreement(network, chain, data, runChain(chain, data));
    expect(agreement).toMatchObject({ identical: true, differing: 0, values: 40 * (250 + 256 + 256 + 1 + 250) });
  });

  it("has others with one weight changed", () => {
    const { network, data } = calibrated(40);
    const chain = chainOf(network, 8);
    const weight = must(network.parameters.get("pattern1.weight"), "weight").data;
    weight[1] = 1.25 * (weight[1] as number);
    expect(chainAgreement(network, chain, data, runChain(chain, data)).identical).toBe(false);
  });

  it("sums weights in a type that holds 250 of the greatest", () => {
    const chain = chainOf(calibrated(10).network, 8);
    const { weight } = chain;
    expect(250 * (2 ** weight.resultBits - 1)).toBeLessThan(2 ** sumType(chain).width);
    expect(weight.resultBits).toBe(8);
  });

  it("leaves out missing tracks", () => {
    const { network, data } = calibrated(5);
    const { columns } = runChain(chainOf(network, 8), data);
    const bins = Array.from(columnNamed(data, "bin").data);
    const [weights, sums] = ["weight", "histogram"].map((name) => Array.from(must(columns.get(name), name).data));
    const total = bins.reduce((sum, bin, i) => sum + (bin < 0 ? 0 : (weights?.[i] ?? 0)), 0);
    expect(bins).toContain(-1);
    expect(total).toBeGreaterThan(0);
    expect(sums?.reduce((sum, value) => sum + value, 0)).toBeCloseTo(total, 8);
  });
});

describe("z to -z", () => {
  it("moves the vertex to the bin in the mirror, and leaves the association as it was", () => {
    const data = some(30);
    const network = createNetwork(chainModel(8), wasmKernels(), { seed: 5 });
    const all = { ...zFlip, apply: (...[batch]: Parameters<typeof zFlip.apply>) => flipAll(batch) };
    const [seen, mirrored] = [predict(network, data), predict(network, data, { augment: all })];
    const bins = (of: typeof seen) => Array.from(columnNamed(of, "vertex").data);
    expect(bins(mirrored)).toEqual(bins(seen).map((bin) => 255 - bin));
    expect(columnNamed(mirrored, "association").data).toEqual(columnNamed(seen, "association").data);
  });
});

/** Every event, by a random number that says yes. */
function flipAll(batch: Parameters<typeof zFlip.apply>[0]): void {
  zFlip.apply(batch, { chance: () => true } as unknown as Parameters<typeof zFlip.apply>[1], true);
}

describe("bxc train vertex", { timeout: 300_000 }, () => {
  let result: RecipeResult;
  beforeAll(() => {
    result = trained({ events: 1200, test_events: 400, zmumu: 0, epochs: 4, quantized_epochs: 3, batch: 16 });
  }, 300_000);

  const of = (chain: string) => must((result.metrics.ttbar as Record<string, unknown>)[chain], chain) as ChainMetrics;

  it.each(["float", "quantized", "quantized6", "pruned"])("%s finds more vertices than fastHisto", (name) => {
    expect(of(name).vertex.above_fasthisto.standard_errors).toBeGreaterThan(3);
    expect(of(name).association.auc.value).toBeGreaterThan(0.85);
  });

  it("prunes three quarters of all weights but the pattern's", () => {
    expect(of("pruned").non_zero_weights).toBe(Math.round((of("float").weights - 3) / 4) + 3);
  });

  it.each(["quantized", "quantized6", "pruned"])("%s has the simulator's bits on all events", (name) => {
    expect(of(name).simulator).toMatchObject({ identical: true, events: 400 });
  });

  it("writes three networks of each chain, and what is between them", () => {
    const parts: readonly PartName[] = ["weight", "pattern", "association"];
    for (const part of parts) {
      expect(result.files.has(`float/${part}.onnx`)).toBe(true);
      for (const name of ["quantized", "quantized6", "pruned"])
        for (const end of ["onnx", "yml"]) expect(result.files.has(`${name}/${part}.${end}`)).toBe(true);
    }
    expect(JSON.parse(String(result.files.get("pruned/chain.json"))).steps).toHaveLength(6);
  });

  it("says of every plot that it is a toy's", () => {
    const plots = [...result.files].filter(([file]) => file.endsWith(".svg"));
    expect(plots.length).toBe(4 + 4);
    for (const [, plot] of plots) expect(plot).toContain("toy Monte Carlo, not experiment simulation");
  });
});

describe("the same settings", () => {
  it("give the same bytes", { timeout: 300_000 }, () => {
    const tiny = { events: 100, test_events: 100, epochs: 1, quantized_epochs: 1, batch: 32 };
    const [one, other] = [trained(tiny), trained(tiny)];
    expect(other.files).toEqual(one.files);
    expect(other.metrics).toEqual(one.metrics);
    expect(Object.keys(one.metrics)).toEqual(["ttbar", "zmumu"]);
  });
});

function trained(given: Readonly<Record<string, number>>): RecipeResult {
  const { reporter, ...rest } = host();
  const each = Object.entries(given).map(([name, value]) => ({ name, value, at: {} }));
  return must(vertex.run(settle(vertex.settings, each, reporter), { reporter, ...rest }), "result");
}

interface ChainMetrics {
  readonly vertex: { readonly above_fasthisto: { readonly standard_errors: number } };
  readonly association: { readonly auc: { readonly value: number } };
  readonly weights: number;
  readonly non_zero_weights: number;
  readonly simulator: unknown;
}
