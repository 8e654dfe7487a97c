import { describe, expect, test } from "vitest";
import { CANDIDATES, FEATURES, INPUT_FRACTION, inputMantissas } from "./features.js";
import { generateJets, inputValues, type Jet } from "./generate.js";
import { CLASSES, type JetClass, type JetParameters } from "./parameters.js";
import { PARTICLES } from "./words.js";

const DZ = PARTICLES.length;
const D0 = DZ + 1;
const SHARE = DZ + 2;
const jets = generateJets({ events: 400, seed: 11 });

/** Rows of the filled places of a jet. */
function rows(jet: Jet): number[][] {
  const mantissas = inputMantissas(jet);
  return Array.from({ length: Math.min(CANDIDATES, jet.candidates.length) }, (_, i) =>
    Array.from(mantissas.subarray(i * FEATURES, (i + 1) * FEATURES)),
  );
}

describe("jets are words of the trigger", () => {
  test("the same for a seed, others for another seed or stream, whatever their number", () => {
    expect(generateJets({ events: 20, seed: 11 })).toEqual(jets.slice(0, 20));
    expect(generateJets({ events: 20, seed: 12 })).not.toEqual(jets.slice(0, 20));
    expect(generateJets({ events: 20, seed: 11, stream: "test" })).not.toEqual(jets.slice(0, 20));
  });

  test("every class is there, and every jet passes the selection", () => {
    expect(new Set(jets.map(({ jetClass }) => jetClass))).toEqual(new Set(CLASSES));
    for (const { jet, truePt } of jets) {
      expect(jet.pt * 0.25).toBeGreaterThanOrEqual(15);
      expect(jet.pt * 0.25).toBeLessThan(500);
      expect(truePt).toBeGreaterThanOrEqual(5);
    }
  });

  test("integers in the ranges of the hardware's words", () => {
    const ranges = {
      pt: [0, 16383],
      eta: [-2048, 2047],
      phi: [-720, 719],
      z0: [-512, 511],
      d0: [0, 4095],
      weight: [0, 256],
      emId: [0, 63],
      quality: [0, 7],
    } as const;
    const candidates = jets.flatMap((jet) => jet.candidates);
    for (const [name, [least, most]] of Object.entries(ranges)) {
      const words = candidates.map((candidate) => candidate[name as keyof typeof ranges]);
      expect(
        words.filter((word) => !Number.isInteger(word) || word < least || word > most),
        name,
      ).toEqual([]);
    }
  });

  test("candidates sorted by pT, the rest of the ten places zero", () => {
    expect(jets.some(({ candidates }) => candidates.length < CANDIDATES)).toBe(true);
    for (const jet of jets) {
      const pts = jet.candidates.map(({ pt }) => pt);
      expect(pts).toEqual(pts.toSorted((a, b) => b - a));
      expect(
        inputMantissas(jet)
          .subarray(jet.candidates.length * FEATURES)
          .every((m) => m === 0),
      ).toBe(true);
    }
  });

  test("one kind of particle each, and tracks for the charged ones only", () => {
    for (const row of jets.flatMap(rows)) {
      const kinds = row.slice(0, PARTICLES.length);
      expect(kinds.toSorted()).toEqual([0, 0, 0, 0, 0, 0, 0, 256]);
      const neutral = kinds[PARTICLES.indexOf("gamma")] === 256 || kinds[PARTICLES.indexOf("h0")] === 256;
      if (neutral) expect([row[DZ], row[D0]]).toEqual([0, 0]);
      expect(row[SHARE]).toBeGreaterThanOrEqual(0);
      expect(row[SHARE]).toBeLessThanOrEqual(256);
    }
  });

  test("input values lie on the grid of ap_fixed<14,6>, exactly", () => {
    const values = inputValues(jets);
    expect(values.length).toBe(400 * CANDIDATES * FEATURES);
    expect(values.every((value) => Number.isInteger(value * 2 ** INPUT_FRACTION) && Math.abs(value) <= 32)).toBe(true);
  });
});

test("neutral candidates carry PUPPI's weight and an identification, tracks a quality", () => {
  for (const { particle, weight, emId, quality } of jets.flatMap(({ candidates }) => candidates)) {
    const neutral = PARTICLES[particle] === "gamma" || PARTICLES[particle] === "h0";
    if (neutral) expect(quality).toBe(0);
    else expect({ weight, emId }).toEqual({ weight: 256, emId: 0 });
  }
});

describe("what tells b jets apart", () => {
  const meanD0 = (jetClass: JetClass, parameters: Partial<JetParameters>): number => {
    const sample = generateJets({ events: 300, seed: 3, parameters: { ...parameters, classes: jetClass } });
    const tracks = sample.flatMap(rows).filter((row) => row[PARTICLES.indexOf("gamma")] === 0 && row[5] === 0);
    return tracks.reduce((sum, row) => sum + Math.min(row[D0] as number, 256), 0) / tracks.length;
  };

  test("d0 widens with the lifetime of b hadrons", () => {
    const widths = [0, 0.5, 1, 2].map((lifetime) => meanD0("b", { lifetime }));
    expect(widths).toEqual(widths.toSorted((a, b) => a - b));
    expect(widths[2]).toBeGreaterThan(1.5 * (widths[0] as number));
  });

  test("light jets do not know the lifetime, and are as narrow as b jets without it", () => {
    expect(meanD0("light", { lifetime: 2 })).toBe(meanD0("light", { lifetime: 0 }));
    expect(meanD0("light", {}) / meanD0("b", { lifetime: 0 })).toBeLessThan(1.5);
    expect(meanD0("light", {})).toBeLessThan(meanD0("c", {}));
    expect(meanD0("c", {})).toBeLessThan(meanD0("b", {}));
  });

  test("d0 widens with the tracker's resolution", () => {
    const widths = [0.01, 0.03, 0.1].map((d0Constant) => meanD0("light", { d0Constant }));
    expect(widths).toEqual(widths.toSorted((a, b) => a - b));
  });

  test("leptons come from b hadrons", () => {
    const leptons = (parameters: Partial<JetParameters>): number =>
      generateJets({ events: 200, seed: 5, parameters: { ...parameters, classes: "b" } })
        .flatMap(({ candidates }) => candidates)
        .filter(({ particle }) => particle < 4).length;
    expect(leptons({ leptons: 1 })).toBeGreaterThan(2 * leptons({ leptons: 0 }));
  });
});

describe("particles of a jet", () => {
  const sample = (classes: JetClass, parameters: Partial<JetParameters> = {}): readonly Jet[] =>
    generateJets({ events: 300, seed: 9, parameters: { pileup: 0, ...parameters, classes } });
  const charged = (jet: Jet): readonly string[] =>
    jet.candidates.flatMap(({ particle }) => (particle === 4 || particle === 5 ? [] : (PARTICLES[particle] ?? [])));
  const share = (jets: readonly Jet[], holds: (jet: Jet) => boolean): number => jets.filter(holds).length / jets.length;

  test("taus have one or three tracks, whose charges add up to their own", () => {
    const total = (jet: Jet): number => charged(jet).reduce((sum, kind) => sum + (kind.endsWith("+") ? 1 : -1), 0);
    const found = { trackEfficiency: 1, association: 10, tails: 0 };
    for (const [name, charge] of [
      ["tau-", -1],
      ["tau+", 1],
    ] as const)
      expect(
        share(sample(name, found), (jet) => [1, 3].includes(charged(jet).length) && total(jet) === charge),
      ).toBeGreaterThan(0.9);
    expect(share(sample("tau+", found), (jet) => charged(jet).some((kind) => /^(e|mu)/.test(kind)))).toBeGreaterThan(
      0.3,
    );
  });

  test("a prompt lepton is most of its jet", () => {
    for (const name of ["mu", "e"] as const)
      expect(share(sample(name), (jet) => charged(jet)[0]?.startsWith(name) ?? false)).toBeGreaterThan(0.95);
  });

  test("gluons have more tracks than quarks, and pile-up adds to both", () => {
    const tracks = (jets: readonly Jet[]): number => jets.reduce((sum, jet) => sum + charged(jet).length, 0);
    expect(tracks(sample("gluon"))).toBeGreaterThan(1.1 * tracks(sample("light")));
    expect(tracks(sample("light", { pileup: 200 }))).toBeGreaterThan(tracks(sample("light")));
  });

  test("fakes look bad", () => {
    const quality = (fakes: number): number => {
      const words = sample("mu", { pileup: 400, fakes }).flatMap(({ candidates }) => candidates);
      const found = words.filter(({ particle }) => particle >= 6);
      return found.reduce((sum, word) => sum + word.quality, 0) / found.length;
    };
    expect(quality(0.9)).toBeLessThan(quality(0) - 1);
  });

  test("mistaken kinds are as frequent as the setting says", () => {
    const leptons = (misidentification: number): number =>
      sample("light", { misidentification })
        .flatMap(charged)
        .filter((kind) => /^(e|mu)/.test(kind)).length;
    expect(leptons(0)).toBe(0);
    expect(leptons(2)).toBeGreaterThan(leptons(1));
  });
});
