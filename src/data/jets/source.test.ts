import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { must } from "../../support/errors.js";
import { CONSTITUENT_FEATURES, CONSTITUENT_FRACTION, CONSTITUENTS } from "./constituents.js";
import { INPUT_FRACTION, inputMantissas } from "./features.js";
import { generateJets } from "./generate.js";
import { CLASSES, DEFAULTS, GENERATOR_VERSION } from "./parameters.js";
import { createJetSource } from "./source.js";

const source = createJetSource({ seed: 11 });
const sample = source.make(0, 200);
const data = (arrays: typeof sample, port: string): Float32Array => must(arrays.get(port), port).data as Float32Array;
/** Distance from the true distribution that a sample keeps within in 99.9 % (Kolmogorov). */
const kolmogorov = (events: number): number => 1.95 / Math.sqrt(events);

describe("a source of jets", () => {
  test("gives every port with its shape, in the order of the ports", () => {
    expect([...sample.keys()]).toEqual(source.ports.map(({ name }) => name));
    for (const { name, shape } of source.ports) {
      expect(sample.get(name)?.shape).toEqual([200, ...shape]);
      expect(data(sample, name).length).toBe(shape.reduce((product, dim) => product * dim, 200));
    }
  });

  test("says where its events come from", () => {
    expect(source.provenance).toMatchObject({
      generator: "jets",
      version: GENERATOR_VERSION,
      seed: 11,
      stream: "jets",
    });
    expect(source.provenance.parameters).toEqual(DEFAULTS);
    const other = createJetSource({ seed: 11, parameters: { pileup: 140 } });
    expect(other.provenance.parameterHash).not.toBe(source.provenance.parameterHash);
  });

  test("a block is the same events, whatever else is made", () => {
    const block = source.make(100, 10);
    for (const { name, shape } of source.ports) {
      const size = shape.reduce((product, dim) => product * dim, 1);
      expect(data(block, name), name).toEqual(data(sample, name).subarray(100 * size, 110 * size));
    }
  });

  test("streams and seeds have no jet in common", () => {
    const keys = (made: typeof sample): string[] => Array.from({ length: 200 }, (_, i) => `${data(made, "gen_pt")[i]}`);
    const sources = [createJetSource({ seed: 11, stream: "test" }), createJetSource({ seed: 12 })];
    const others = new Set(sources.flatMap((other) => keys(other.make(0, 200))));
    expect(keys(sample).filter((key) => others.has(key))).toEqual([]);
  });

  test("inputs and truth are those of the jets", () => {
    generateJets({ events: 200, seed: 11 }).forEach((jet, event) => {
      const mantissas = inputMantissas(jet);
      const x = data(sample, "x").subarray(event * mantissas.length, (event + 1) * mantissas.length);
      expect(Array.from(x, (value) => value * 2 ** INPUT_FRACTION)).toEqual([...mantissas]);
      expect(CLASSES[must(data(sample, "label")[event], "label")]).toBe(jet.jetClass);
      expect(data(sample, "pt")[event]).toBe(jet.jet.pt / 4);
      const target = Math.min(2, Math.max(0.3, jet.truePt / (jet.jet.pt / 4)));
      expect(data(sample, "pt_target")[event]).toBe(Math.fround(target));
    });
  });

  test("constituents lie on the grid of ap_fixed<18,10>, and are what their names say", () => {
    const at = (event: number, i: number, name: (typeof CONSTITUENT_FEATURES)[number]): number =>
      must(
        data(sample, "constituents")[
          (event * CONSTITUENTS + i) * CONSTITUENT_FEATURES.length + CONSTITUENT_FEATURES.indexOf(name)
        ],
        name,
      );
    const values = data(sample, "constituents");
    expect(values.every((value) => Number.isInteger(value * 2 ** CONSTITUENT_FRACTION) && Math.abs(value) <= 512)).toBe(
      true,
    );
    generateJets({ events: 200, seed: 11 }).forEach(({ candidates, jet }, event) => {
      for (let i = 0; i < CONSTITUENTS; i++) {
        const candidate = candidates[i];
        expect(at(event, i, "filled")).toBe(candidate === undefined ? 0 : 1);
        if (candidate === undefined) continue;
        expect(at(event, i, "pt")).toBe(candidate.pt / 4);
        expect(Math.abs(at(event, i, "pt_rel") - candidate.pt / jet.pt)).toBeLessThan(2 ** -8);
        expect(Math.abs(at(event, i, "pt_log") - Math.log(candidate.pt / 4))).toBeLessThanOrEqual(2 ** -8);
        expect(at(event, i, "d0")).toBe(candidate.d0 / 256);
        expect(at(event, i, "weight")).toBe(candidate.weight / 256);
        expect([at(event, i, "em_id"), at(event, i, "quality")]).toEqual([candidate.emId, candidate.quality]);
      }
    });
  });

  test("the first words of this version are these", () => {
    const hash = createHash("sha256");
    for (const { name } of source.ports) hash.update(new Uint8Array(data(source.make(0, 20), name).buffer));
    expect(hash.digest("hex")).toBe("d7bb9e80fdde4fc428868e375dab225dbd59f64215bf33721a08d2a05941d3cd");
  });
});

describe("measured pT", () => {
  const events = 8000;
  const made = source.make(0, events);
  const [label, pt] = [data(made, "label"), data(made, "pt")];

  test("is spread alike in all classes", () => {
    const spectra = CLASSES.map((_, k) => pt.filter((_, event) => label[event] === k).sort());
    for (const spectrum of spectra) {
      // Flat in its logarithm, which is what every class is held against.
      const distance = spectrum.reduce((worst, value, rank) => {
        return Math.max(worst, Math.abs(Math.log(value / 15) / Math.log(500 / 15) - rank / spectrum.length));
      }, 0);
      expect(distance).toBeLessThan(kolmogorov(spectrum.length));
    }
  });

  test("falls as pT^-5 with the weights", () => {
    const weight = data(made, "weight");
    const share = (from: number): number => pt.reduce((sum, p, i) => sum + (p < from ? 0 : must(weight[i], "w")), 0);
    expect(share(30) / share(15) / 2 ** -4).toBeGreaterThan(0.85);
    expect(share(30) / share(15) / 2 ** -4).toBeLessThan(1.15);
  });
});
