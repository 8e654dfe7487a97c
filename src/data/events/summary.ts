import { CALO_ETA_LSB, CALO_TURN, FIRST_JET, INPUTS, PT_LSB } from "./words.js";

/** Jets that count in HT: least pT and largest |η|, as in the global trigger of Run 3. */
const HT_PT = 30;
const HT_ETA = 2.5;
/** Jets whose mass is taken, as of two Higgs bosons that decay to b quarks. */
const LEADING = 4;

/** GeV: sum of the transverse momenta of central jets, missing transverse momentum, mass of the four leading jets. */
export interface Summary {
  readonly ht: number;
  readonly met: number;
  /** 0 where there are fewer than four jets. */
  readonly m4j: number;
}

/** Of the event whose words begin at `at`, as the trigger could compute it. */
export function summarise(words: Float32Array, at: number): Summary {
  const first = at + FIRST_JET;
  let ht = 0;
  for (let jet = first; jet < at + INPUTS; jet += 3) {
    const pt = PT_LSB * (words[jet] as number);
    if (pt >= HT_PT && Math.abs(CALO_ETA_LSB * (words[jet + 1] as number)) < HT_ETA) ht += pt;
  }
  return { ht, met: PT_LSB * (words[at] as number), m4j: leadingMass(words.subarray(first, first + 3 * LEADING)) };
}

/** The squared mass of massless momenta is a sum over pairs: 2 pT pT' (cosh Δη - cos Δφ). */
function leadingMass(jets: Float32Array): number {
  if (jets[3 * (LEADING - 1)] === 0) return 0;
  let square = 0;
  for (let i = 3; i < jets.length; i += 3) {
    for (let j = 0; j < i; j += 3) {
      const eta = CALO_ETA_LSB * ((jets[i + 1] as number) - (jets[j + 1] as number));
      const phi = ((2 * Math.PI) / CALO_TURN) * ((jets[i + 2] as number) - (jets[j + 2] as number));
      square += (jets[i] as number) * (jets[j] as number) * (Math.cosh(eta) - Math.cos(phi));
    }
  }
  return PT_LSB * Math.sqrt(2 * square);
}
