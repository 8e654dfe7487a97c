import type { Random } from "../../support/random.js";
import { decayHeavy, decayStrange, decayTau, flight, type HeavyFlavour, heavyHadron, neutralKind } from "./decay.js";
import { CLUSTER_PT } from "./detector.js";
import { CONE, type JetClass, type JetParameters } from "./parameters.js";
import { type Axis, momentumOf, ORIGIN, type Particle, plus } from "./particle.js";

/** Below this (GeV) a parton no longer splits: lower end of the angles' range. */
const LAMBDA_QCD = 0.25;
const CHARGED_FRACTION = 0.65;
const SOFT = { species: "neutral hadron", charge: 0, vertex: ORIGIN } as const;
/** Peterson's parameter for b and c quarks. */
const PETERSON = { b: 0.006, c: 0.05 };

/** Stable particles of a jet, neutrinos included. */
export function fragment(random: Random, jet: Axis, jetClass: JetClass, parameters: JetParameters): Particle[] {
  const equal = parameters.fragmentation === "equal";
  switch (jetClass) {
    case "b":
    case "c":
      return (equal ? lightWithFlight : heavyJet)(random, jet, jetClass, parameters);
    case "light":
      return lightHadrons(random, jet, LIGHT, parameters);
    case "gluon":
      return lightHadrons(random, jet, equal ? LIGHT : GLUON, parameters);
    case "tau-":
    case "tau+":
      return decayTau(random, jetClass === "tau-" ? -1 : 1, momentumOf(jet), parameters);
    case "mu":
    case "e":
      return [promptLepton(random, jet, jetClass)];
  }
}

function promptLepton(random: Random, jet: Axis, jetClass: "mu" | "e"): Particle {
  const species = jetClass === "mu" ? "muon" : "electron";
  return { species, charge: random.chance(0.5) ? 1 : -1, axis: jet, vertex: ORIGIN };
}

/** A hadron with the heavy quark, and light hadrons that share the rest. */
function heavyJet(random: Random, jet: Axis, flavour: HeavyFlavour, parameters: JetParameters): Particle[] {
  const share = petersonShare(random, PETERSON[flavour]);
  const momentum = momentumOf(atAngle(random, jet, share * jet.pt, 1));
  const daughters = decayHeavy(random, heavyHadron(random, flavour), momentum, parameters);
  return [...daughters, ...lightHadrons(random, { ...jet, pt: (1 - share) * jet.pt }, LIGHT, parameters)];
}

/**
 * For "equal" fragmentation: a light jet in which the first hadrons, as many as a heavy hadron has daughters, come from
 * where one of their momentum would have decayed, and some are leptons. Without lifetime and leptons it is a light jet.
 */
function lightWithFlight(random: Random, jet: Axis, flavour: HeavyFlavour, parameters: JetParameters): Particle[] {
  const particles = lightHadrons(random, jet, LIGHT, parameters);
  const hadron = heavyHadron(random, flavour);
  const { charged, neutral, leptons } = hadron;
  const daughters = particles.slice(0, Math.round(charged.least + charged.mean + neutral));
  const momentum = daughters.reduce((sum, particle) => plus(sum, momentumOf(particle.axis)), ORIGIN);
  const vertex = flight(random, hadron, momentum, parameters.lifetime);
  let next = 0;
  const displaced = daughters.map((particle): Particle => {
    const fraction = particle.charge === 0 ? 0 : (leptons[next++] ?? 0) * parameters.leptons;
    const species = !random.chance(fraction) ? particle.species : random.chance(0.5) ? "electron" : "muon";
    return { ...particle, species, vertex: plus(particle.vertex, vertex) };
  });
  return [...displaced, ...particles.slice(daughters.length)];
}

/** How the hadrons of a light parton share it: more of them, softer and wider for gluons. */
interface Shower {
  readonly multiplicity: number;
  /** Of the breaking of the stick: with 1, a quark of 100 GeV would have but 2.5 charged hadrons above 2 GeV. */
  readonly softness: number;
  readonly broadening: number;
}

const LIGHT: Shower = { multiplicity: 1, softness: 3, broadening: 1 };
const GLUON: Shower = { multiplicity: 1.5, softness: 4.8, broadening: 1.3 };

function lightHadrons(random: Random, jet: Axis, shower: Shower, parameters: JetParameters): Particle[] {
  const charged = Math.max(1, 2.5 + 1.9 * Math.log(jet.pt / 10)) * shower.multiplicity;
  const count = Math.max(1, negativeBinomial(random, charged / CHARGED_FRACTION));
  const shares = (parameters.fragmentation === "exponential" ? exponentialShares : brokenStick)(
    random,
    count,
    shower.softness,
  );
  const particles: Particle[] = [];
  for (const share of shares) {
    const pt = share * jet.pt;
    if (pt < CLUSTER_PT) {
      // Seen by nothing: all that counts is its momentum.
      particles.push({ ...SOFT, axis: { pt, eta: jet.eta, phi: jet.phi } });
      continue;
    }
    const axis = atAngle(random, jet, pt, shower.broadening);
    if (random.chance(parameters.strange)) particles.push(...decayStrange(random, momentumOf(axis)));
    else if (random.chance(CHARGED_FRACTION)) {
      const charge = random.chance(0.5) ? 1 : -1;
      particles.push({ species: "charged hadron", charge, axis, vertex: ORIGIN });
    } else particles.push({ species: neutralKind(random).species, charge: 0, axis, vertex: ORIGIN });
  }
  return particles;
}

/** Poisson numbers whose mean is itself spread by a quarter of its square (a gamma distribution of order 4). */
function negativeBinomial(random: Random, mean: number): number {
  const gamma = random.exponential() + random.exponential() + random.exponential() + random.exponential();
  return random.poisson((mean * gamma) / 4);
}

/** Shares of a whole: each takes a part 1 - u^(1/softness) of what is left, the last one all of it. */
function brokenStick(random: Random, count: number, softness: number): number[] {
  let left = 1;
  return Array.from({ length: count }, (_, i) => {
    const share = i === count - 1 ? left : left * (1 - Math.exp(-random.exponential() / softness));
    left -= share;
    return share;
  });
}

/** Exponential numbers over their sum: no hadron stands out as much. */
function exponentialShares(random: Random, count: number): number[] {
  const parts = Array.from({ length: count }, random.exponential);
  const whole = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part) => part / whole);
}

/** A hadron of this pT turned away from the jet's axis, its distance uniform in ln(1/ΔR) between the cone and Λ/pT. */
function atAngle(random: Random, { eta, phi }: Axis, pt: number, broadening: number): Axis {
  const steps = Math.max(0, Math.log((CONE * pt) / LAMBDA_QCD));
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
