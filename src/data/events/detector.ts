import type { Random } from "../../support/random.js";
import type { Pileup } from "./background.js";
import { type Axis, axisOf, type FourVector, plus } from "./kinematics.js";
import type { EventParameters } from "./parameters.js";
import type { Particle } from "./particle.js";
import type { ObjectKind } from "./words.js";

/** Objects that the trigger makes of an event, each list by falling pT; the missing momentum is one. */
export type TriggerObjects = Readonly<Record<ObjectKind, readonly Axis[]>>;

/** Least pT (GeV) and largest |η| of what is found, and relative resolution at a pT. */
interface Finder {
  readonly pt: number;
  readonly eta: number;
  readonly resolution: (pt: number) => number;
}
const JETS: Finder = { pt: 7, eta: 5, resolution: (pt) => Math.sqrt(0.04 + 1.44 / pt) };
const EGAMMAS: Finder = { pt: 1.5, eta: 2.5, resolution: () => 0.1 };
const MUONS: Finder = { pt: 3, eta: 2.5, resolution: () => 0.05 };
/** Hadrons nearer than this in (η, φ) are one jet: about the diagonal of half a square of 9 × 9 towers. */
const CONE = 0.6;

/**
 * Hard particles measured, and put on top of pile-up. Missing momentum is the calorimeter's: muons and neutrinos are
 * missing, as is what the measurement of jets falls short of; the energy of the event adds a Gaussian error.
 */
export function detect(
  random: Random,
  particles: readonly Particle[],
  { jets, egammas, muons, unclustered }: Pileup,
  { resolution, metResolution }: EventParameters,
): TriggerObjects {
  const found = { jets: sorted(jets), egammas: sorted(egammas), muons: sorted(muons) };
  let [x, y] = [0, 0];
  for (const jet of particles.length === 0 ? [] : clusters(particles)) {
    const share = measure(random, jet, JETS, resolution, found.jets);
    x += (1 - share) * jet.x;
    y += (1 - share) * jet.y;
  }
  for (const { kind, momentum } of particles) {
    if (kind === "electron") measure(random, momentum, EGAMMAS, resolution, found.egammas);
    if (kind === "muon") measure(random, momentum, MUONS, resolution, found.muons);
    if (kind === "muon" || kind === "invisible") [x, y] = [x + momentum.x, y + momentum.y];
  }
  const sigma = metResolution * Math.sqrt(found.jets.reduce((sum, { pt }) => sum + pt, unclustered));
  x += sigma * random.normal();
  y += sigma * random.normal();
  return { ...found, missing: [{ pt: Math.sqrt(x * x + y * y), eta: 0, phi: Math.atan2(y, x) }] };
}

/** Adds what is found of a momentum to a list, and says which share of it was measured: all, where it is not found. */
function measure(random: Random, momentum: FourVector, finder: Finder, scale: number, found: Axis[]): number {
  const axis = axisOf(momentum);
  const share = 1 + scale * finder.resolution(axis.pt) * random.normal();
  const pt = share * axis.pt;
  if (pt < finder.pt || Math.abs(axis.eta) > finder.eta) return 1;
  insert(found, { ...axis, pt });
  return share;
}

/** Keeps a list in the order of falling pT: for lists as short as these, faster than to sort them. */
function insert(list: Axis[], axis: Axis): void {
  let place = list.length;
  for (; place > 0 && (list[place - 1] as Axis).pt < axis.pt; place--) list[place] = list[place - 1] as Axis;
  list[place] = axis;
}

function sorted(objects: readonly Axis[]): Axis[] {
  const list: Axis[] = [];
  for (const axis of objects) insert(list, axis);
  return list;
}

/** What the calorimeter sees, hardest first, gathered in cones around what none of the earlier cones holds. */
export function clusters(particles: readonly Particle[]): FourVector[] {
  const visible = particles
    .filter(({ kind }) => kind === "hadrons" || kind === "electron")
    .map(({ momentum }) => ({ momentum, axis: axisOf(momentum) }))
    .sort((a, b) => b.axis.pt - a.axis.pt);
  const cones: { axis: Axis; sum: FourVector }[] = [];
  for (const { momentum, axis } of visible) {
    const cone = cones.find((cone) => distance(cone.axis, axis) < CONE);
    if (cone === undefined) cones.push({ axis, sum: momentum });
    else cone.sum = plus(cone.sum, momentum);
  }
  return cones.map(({ sum }) => sum);
}

/** ΔR, with the smaller of the two angles between the azimuths. */
function distance(a: Axis, b: Axis): number {
  const turn = Math.abs(a.phi - b.phi) % (2 * Math.PI);
  const [eta, phi] = [a.eta - b.eta, Math.min(turn, 2 * Math.PI - turn)];
  return Math.sqrt(eta * eta + phi * phi);
}
