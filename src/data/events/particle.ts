import type { Random } from "../../support/random.js";
import { type FourVector, manyBody, twoBody } from "./kinematics.js";

/** What the detector tells apart of what comes out of a hard collision. */
export interface Particle {
  readonly kind: "hadrons" | "electron" | "muon" | "invisible";
  readonly momentum: FourVector;
}

/** GeV. Masses and fractions are the Particle Data Group's, rounded. */
export const BOTTOM_MASS = 4.8;
export const TAU_MASS = 1.777;
const PION_MASS = 0.14;
const RHO_MASS = 0.775;
const A1_MASS = 1.23;
const TAU_TO_LEPTON = 0.352;
/** Electrons and muons of the way through charm are soft, and left out. */
const BOTTOM_TO_LEPTON = 0.21;

/** A lepton and two neutrinos, or one neutrino and hadrons: a pion, ρ or a1. */
export function decayTau(random: Random, tau: FourVector): Particle[] {
  if (random.chance(TAU_TO_LEPTON)) return leptonic(random, tau, "invisible");
  const luck = random.uniform();
  const mass = luck < 0.17 ? PION_MASS : luck < 0.57 ? RHO_MASS : A1_MASS;
  const [visible, neutrino] = twoBody(random, tau, [mass, 0]);
  return [
    { kind: "hadrons", momentum: visible },
    { kind: "invisible", momentum: neutrino },
  ];
}

/** Hadrons, in some decays with a lepton and a neutrino. */
export function decayBottom(random: Random, bottom: FourVector): Particle[] {
  return random.chance(BOTTOM_TO_LEPTON)
    ? leptonic(random, bottom, "hadrons")
    : [{ kind: "hadrons", momentum: bottom }];
}

/** Three bodies with equal chances for electron and muon. */
function leptonic(random: Random, parent: FourVector, third: Particle["kind"]): Particle[] {
  const kinds = [random.chance(0.5) ? "electron" : "muon", "invisible", third] as const;
  return manyBody(random, parent, 3).map((momentum, i) => ({ kind: kinds[i] ?? third, momentum }));
}
