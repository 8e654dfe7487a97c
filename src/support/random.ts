/**
 * Random numbers by counting (Philox 4x32-10: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as
 * 1, 2, 3", SC11). A number depends on seed, stream name, item and its place in the item alone: the thousandth jet is the
 * same whether or not the others are made, and streams of other names never meet.
 */
export interface Random {
  /** Uniform in the open interval (0, 1), with 32 random bits. */
  readonly uniform: () => number;
  readonly normal: () => number;
  /** Exponential with mean 1. */
  readonly exponential: () => number;
  /** Poisson by products of uniforms: for means of at most some tens. */
  readonly poisson: (mean: number) => number;
  readonly chance: (probability: number) => boolean;
}

/** The numbers of one item (an event, a tensor) of a named stream; `seed` is an integer below 2^32. */
export function createRandom(seed: number, stream: string, item = 0): Random {
  const key = nameHash(stream);
  const words = new Uint32Array(4);
  let drawn = 0;
  const word = (): number => {
    const place = drawn & 3;
    if (place === 0) philox(words, drawn / 4, item, 0, 0, seed, key);
    drawn++;
    return words[place] as number;
  };
  const uniform = (): number => (word() + 0.5) / 2 ** 32;
  const exponential = (): number => -Math.log(uniform());
  return {
    uniform,
    exponential,
    normal: () => Math.sqrt(2 * exponential()) * Math.cos(2 * Math.PI * uniform()),
    chance: (probability) => uniform() < probability,
    poisson: (mean) => {
      const limit = Math.exp(-mean);
      let count = 0;
      for (let product = uniform(); product > limit; product *= uniform()) count++;
      return count;
    },
  };
}

/** Ten rounds of Philox 4x32 of a counter (a, b, c, d) under a key, into `words`; the constants are the paper's. */
export function philox(
  words: Uint32Array,
  a: number,
  b: number,
  c: number,
  d: number,
  key0: number,
  key1: number,
): void {
  for (let round = 0; round < 10; round++) {
    const [low0, low1] = [Math.imul(0xd2511f53, a), Math.imul(0xcd9e8d57, c)];
    const high0 = highWord(0xd251, 0x1f53, a);
    a = highWord(0xcd9e, 0x8d57, c) ^ b ^ (key0 + Math.imul(round, 0x9e3779b9));
    c = high0 ^ d ^ (key1 + Math.imul(round, 0xbb67ae85));
    b = low1;
    d = low0;
  }
  words[0] = a;
  words[1] = b;
  words[2] = c;
  words[3] = d;
}

/** High word of the 64-bit product of (upper · 2^16 + lower) and y, from products of halves, which 32 bits hold. */
function highWord(upper: number, lower: number, y: number): number {
  const [high, low] = [y >>> 16, y & 0xffff];
  const inner = Math.imul(upper, low) >>> 0;
  const outer = Math.imul(lower, high) >>> 0;
  const carried = ((Math.imul(lower, low) >>> 16) + (inner & 0xffff) + (outer & 0xffff)) >>> 16;
  return (Math.imul(upper, high) + (inner >>> 16) + (outer >>> 16) + carried) | 0;
}

/** FNV-1a, 32 bits. */
function nameHash(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}
