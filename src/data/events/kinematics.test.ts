import { describe, expect, test } from "vitest";
import { createRandom } from "../../support/random.js";
import { atRapidity, boost, type FourVector, manyBody, massOf, plus, twoBody } from "./kinematics.js";
import { PROCESSES, type Signal } from "./parameters.js";
import { decayBottom, decayTau } from "./particle.js";
import { CHANNELS } from "./signals.js";

const random = createRandom(5, "kinematics");

/** Particles of masses from 1 to 500 GeV, from rest to transverse momenta of some hundred GeV. */
const parents = Array.from({ length: 200 }, () =>
  atRapidity(
    { pt: 100 * random.exponential(), eta: 2 * random.normal(), phi: 6 * random.uniform() },
    Math.exp(6.2 * random.uniform()),
  ),
);

function expectSame(a: FourVector, b: FourVector): void {
  for (const part of ["e", "x", "y", "z"] as const) expect(Math.abs(a[part] - b[part])).toBeLessThan(1e-9 * (1 + b.e));
}

describe("phase space", () => {
  test("two bodies conserve four-momentum and have their masses", () => {
    for (const parent of parents) {
      const masses = [0.6 * random.uniform() * massOf(parent), 0.4 * random.uniform() * massOf(parent)] as const;
      const pair = twoBody(random, parent, masses);
      expectSame(pair.reduce(plus), parent);
      // Squares of masses are differences of squared energies, whose last bits are lost.
      pair.forEach((p, i) => {
        expect(Math.abs(massOf(p) ** 2 - (masses[i] as number) ** 2)).toBeLessThan(1e-11 * (1 + parent.e ** 2));
      });
    }
  });

  test.each([2, 3, 7, 60])("%d massless bodies conserve four-momentum", (count) => {
    for (const parent of parents) {
      const bodies = manyBody(random, parent, count);
      expect(bodies).toHaveLength(count);
      expectSame(bodies.reduce(plus), parent);
      for (const p of bodies) expect(massOf(p) ** 2).toBeLessThan(1e-11 * (1 + parent.e ** 2));
    }
  });

  test("isotropic in the parent's frame, and energies of three bodies as phase space has them", () => {
    const rest = { e: 30, x: 0, y: 0, z: 0 };
    const [directions, shares]: [number[], number[]] = [[], []];
    for (let i = 0; i < 20_000; i++) {
      const [first] = manyBody(random, rest, 3) as [FourVector];
      directions.push(first.z / first.e);
      shares.push((2 * first.e) / rest.e);
    }
    const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(mean(directions))).toBeLessThan(0.02);
    expect(Math.abs(mean(directions.map((cosine) => cosine * cosine)) - 1 / 3)).toBeLessThan(0.01);
    // The Dalitz plot of massless bodies is flat: x = 2E/M has density 2x, so a mean of 2/3 and a mean square of 1/2.
    expect(Math.abs(mean(shares) - 2 / 3)).toBeLessThan(0.01);
    expect(Math.abs(mean(shares.map((x) => x * x)) - 1 / 2)).toBeLessThan(0.01);
  });

  test("a boost takes what is at rest to the frame's momentum", () => {
    for (const parent of parents) expectSame(boost({ e: massOf(parent), x: 0, y: 0, z: 0 }, parent), parent);
  });
});

describe("decays", () => {
  test("of τ and b conserve four-momentum", () => {
    for (const decay of [decayTau, decayBottom]) {
      for (let i = 0; i < 200; i++) {
        const parent = atRapidity({ pt: 50 * random.exponential(), eta: random.normal(), phi: 1 }, 4.8);
        const sum = decay(random, parent).map(({ momentum }) => momentum);
        expectSame(sum.reduce(plus), parent);
      }
    }
  });

  test.each(PROCESSES.filter((name): name is Signal => name !== "background"))("%s: a peak at its mass", (name) => {
    const { mass, decay } = CHANNELS[name];
    for (let i = 0; i < 200; i++) {
      const produced = mass(random);
      const parent = atRapidity({ pt: 0.2 * produced * random.exponential(), eta: random.normal(), phi: 2 }, produced);
      const products = decay(random, parent).map(({ momentum }) => momentum);
      expectSame(products.reduce(plus), parent);
      expect(massOf(products.reduce(plus)) / produced).toBeCloseTo(1, 6);
    }
  });

  test("A goes to pairs of leptons of 15 GeV, Higgs bosons to b quarks", () => {
    const at = (e: number): FourVector => ({ e, x: 0, y: 0, z: 0 });
    for (let i = 0; i < 50; i++) {
      const [a, b, c, d] = CHANNELS.A_4l.decay(random, at(50));
      const pairs = [
        [a, b],
        [c, d],
      ].map(([one, two]) => massOf(plus(one!.momentum, two!.momentum)));
      for (const pair of pairs) expect(pair).toBeCloseTo(15, 6);
      expect([a!.kind, c!.kind]).toEqual([b!.kind, d!.kind]);
      const jets = CHANNELS.HH_4b.decay(random, at(430)).filter(({ kind }) => kind === "hadrons");
      expect(jets).toHaveLength(4);
    }
  });
});
