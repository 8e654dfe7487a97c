/** A measured track before it is digitised. */
export interface Track {
  /** GeV, above 0. */
  readonly pt: number;
  readonly charge: -1 | 1;
  readonly eta: number;
  /** In the frame of the track's own sector, rad. */
  readonly phi: number;
  /** cm. */
  readonly z0: number;
  /** Bins of χ² per degree of freedom and of the quality network's output; number of stubs. */
  readonly chi2rphi: number;
  readonly chi2rz: number;
  readonly bendchi2: number;
  readonly stubs: number;
  readonly mva: number;
}

/**
 * Fields of the 96-bit track word (GTT) that the toy fills, with their least and greatest integer. The others are
 * constant: valid is 1, d0 is 0 (the fit for prompt tracks has no d0) and so are the spare quality bits.
 */
export const WORD_FIELDS = [
  { name: "rinv", least: -(2 ** 14), most: 2 ** 14 - 1 },
  { name: "phi", least: -(2 ** 11), most: 2 ** 11 - 1 },
  { name: "tanl", least: -(2 ** 15), most: 2 ** 15 - 1 },
  { name: "z0", least: -(2 ** 11), most: 2 ** 11 - 1 },
  { name: "chi2rphi", least: 0, most: 15 },
  { name: "chi2rz", least: 0, most: 15 },
  { name: "bendchi2", least: 0, most: 7 },
  { name: "hits", least: 0, most: 127 },
  { name: "mva", least: 0, most: 7 },
] as const;

/** Integers of one word; `WORDS` of them stand side by side in the arrays of an event. */
export const WORDS = WORD_FIELDS.length;
export const [RINV, PHI, TANL, Z0, CHI2RPHI, CHI2RZ, BENDCHI2, HITS, MVA] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;

/** Fields that stand for a measured quantity; the others are bins, and hit layers. */
type Measured = typeof RINV | typeof PHI | typeof TANL | typeof Z0;

/** cm: half the range of z0. */
export const Z0_RANGE = 20.46912512;
/** Of the first four fields, in 1/cm, rad, 1 and cm: half their ranges over half the number of words. */
const LSB = [0.006 / 2 ** 14, Math.PI / 4 / 2 ** 11, 2 ** -12, Z0_RANGE / 2 ** 11] as const;
const RINV_LSB = LSB[RINV];
/** pT · |curvature| in the solenoid's 3.8112 T, GeV/cm. */
const PT_RINV = 0.00299792458 * 3.8112;

/** Writes a track's words to `words` from `at` on: floor, then saturation. */
export function digitise(track: Track, words: Int16Array, at: number): void {
  const { pt, charge, eta, phi, z0 } = track;
  words[at + RINV] = word(RINV, (charge * PT_RINV) / pt);
  words[at + PHI] = word(PHI, phi);
  words[at + TANL] = word(TANL, Math.sinh(eta));
  words[at + Z0] = word(Z0, z0);
  words[at + CHI2RPHI] = track.chi2rphi;
  words[at + CHI2RZ] = track.chi2rz;
  words[at + BENDCHI2] = track.bendchi2;
  // Which layers were hit is not modelled: the innermost ones are.
  words[at + HITS] = 2 ** track.stubs - 1;
  words[at + MVA] = track.mva;
}

function word(field: Measured, value: number): number {
  const { least, most } = WORD_FIELDS[field];
  return Math.min(most, Math.max(least, Math.floor(value / LSB[field])));
}

/** The middle of what a word stands for: half an LSB above its lower end. */
export function undigitise(field: Measured, value: number): number {
  return (value + 0.5) * LSB[field];
}

/** pT · |curvature| in 1/64 GeV and LSBs of the curvature, as an integer. */
const PT_NUMERATOR = Math.round((64 * PT_RINV) / RINV_LSB);

/**
 * pT of a curvature word as a mantissa of ap_ufixed<14,9,AP_RND_CONV,AP_SAT> (LSB 1/32 GeV), in integers: with half an
 * LSB added |curvature| is |2w + 1| / 2 LSBs, so pT is a quotient of integers, rounded to nearest.
 */
export function ptMantissa(rinv: number): number {
  const divisor = Math.abs(2 * rinv + 1);
  // The divisor is odd: no quotient lies half way, so ties need no rule.
  return Math.min(2 ** 14 - 1, Math.floor((2 * PT_NUMERATOR + divisor) / (2 * divisor)));
}

/** |tan λ| of a word with half an LSB added, as a mantissa of ap_ufixed<16,3>: LSB 2^-13. */
export function tanlMantissa(tanl: number): number {
  return Math.abs(2 * tanl + 1);
}

/** Hit layers of a hit pattern. */
export function stubCount(hits: number): number {
  let count = 0;
  for (let left = hits; left !== 0; left &= left - 1) count++;
  return count;
}

/** Bins of the vertex histogram, 16 words of z0 each. */
export const BINS = 256;

export function z0Bin(z0: number): number {
  return (z0 + 2 ** 11) >> 4;
}
