import type { Random } from "../../support/random.js";
import { decayHeavy, decayKShort, neutralSpecies } from "./decay.js";
import { CONE, type Flavour, type JetParameters } from "./parameters.js";
import { type Axis, momentumOf, ORIGIN, type Particle } from "./particle.js";

/** Below this (GeV) a parton no longer splits: lower end of the angles' range. */
const LAMBDA = 0.25;
const CHARGED_FRACTION = 0.65;
/** K_S among the light hadrons. */
const K_SHORT_FRACTION = 0.05;
/** Peterson's parameter for b and c quarks. */
const PETERSON = { b: 0.006, c: 0.05 };

/** Stable particles of a jet: a heavy hadron, where the flavour has one, and light hadrons that share the rest. */
export function fragment(random: Random, jet: Axis, flavour: Flavour, parameters: JetParameters): Particle[] {
  if (flavour === "light" || flavour === "gluon") return lightHadrons(random, jet, flavour);
  const share = petersonShare(random, PETERSON[flavour]);
  const hadron = atAngle(random, { ...jet, pt: share * jet.pt }, 1);
  const daughters = decayHeavy(random, flavour, momentumOf(hadron), parameters);
  return [...daughters, ...lightHadrons(random, { ...jet, pt: (1 - share) * jet.pt }, "light")];
}

function lightHadrons(random: Random, jet: Axis, flavour: "light" | "gluon"): Particle[] {
  const gluon = flavour === "gluon";
  const charged = Math.max(1, 2.5 + 1.9 * Math.log(jet.pt / 10)) * (gluon ? 1.5 : 1);
  const count = Math.max(1, negativeBinomial(random, charged / CHARGED_FRACTION));
  const shares = brokenStick(random, count, gluon ? 1.6 : 1);
  return shares.flatMap((share) => {
    const momentum = momentumOf(atAngle(random, { ...jet, pt: share * jet.pt }, gluon ? 1.3 : 1));
    if (random.chance(K_SHORT_FRACTION)) return decayKShort(random, momentum);
    if (random.chance(CHARGED_FRACTION)) {
      const charge = random.chance(0.5) ? 1 : -1;
      return [{ species: "charged hadron", charge, momentum, vertex: ORIGIN } as const];
    }
    return [{ species: neutralSpecies(random), charge: 0, momentum, vertex: ORIGIN } as const];
  });
}

/** Poisson numbers whose mean is itself spread by a quarter of its square (a gamma distribution of order 4). */
function negativeBinomial(random: Random, mean: number): number {
  const gamma = random.exponential() + random.exponential() + random.exponential() + random.exponential();
  return random.poisson((mean * gamma) / 4);
}

/** Shares of a whole: each takes a part 1 - u^(1/exponent) of what is left, the last one all of it. */
function brokenStick(random: Random, count: number, exponent: number): number[] {
  let left = 1;
  return Array.from({ length: count }, (_, i) => {
    const share = i === count - 1 ? left : left * (1 - Math.exp(-random.exponential() / exponent));
    left -= share;
    return share;
  });
}

/** The hadron turned away from the jet's axis, its distance uniform in ln(1/ΔR) between the cone and Λ/pT. */
function atAngle(random: Random, { pt, eta, phi }: Axis, broadening: number): Axis {
  const steps = Math.max(0, Math.log((CONE * pt) / LAMBDA));
  const distance = Math.min(CONE, broadening * CONE * Math.exp(-steps * random.uniform()));
  const turn = 2 * Math.PI * random.uniform();
  return { pt, eta: eta + distance * Math.cos(turn), phi: phi + distance * Math.sin(turn) };
}

/** Share x of the quark's momentum that the heavy hadron keeps (Peterson et al., Phys. Rev. D 27, 105), by rejection. */
function petersonShare(random: Random, epsilon: number): number {
  const density = (x: number): number => 1 / (x * (1 - 1 / x - epsilon / (1 - x)) ** 2);
  // The peak is near 1 - √ε; for both quarks the density there is within 2 % of its maximum.
  const bound = 1.05 * density(1 - Math.sqrt(epsilon));
  for (;;) {
    const x = random.uniform();
    if (bound * random.uniform() < density(x)) return x;
  }
}
