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
  const key = [seed >>> 0, nameHash(stream)] as const;
  let block = 0;
  let words: readonly number[] = [];
  const word = (): number => {
    if (block % 4 === 0) words = philox([block / 4, item >>> 0, 0, 0], key);
    return words[block++ % 4] as number;
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

type Counter = readonly [number, number, number, number];

/** Ten rounds of Philox 4x32; multipliers and key increments are the paper's. */
export function philox(counter: Counter, key: readonly [number, number]): Counter {
  let [a, b, c, d] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const [high0, low0] = multiply(0xd2511f53, a);
    const [high1, low1] = multiply(0xcd9e8d57, c);
    [a, b, c, d] = [(high1 ^ b ^ k0) >>> 0, low1, (high0 ^ d ^ k1) >>> 0, low0];
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [a, b, c, d];
}

/** High and low word of the 64-bit product, through halves of 16 bits whose products doubles hold exactly. */
function multiply(x: number, y: number): [number, number] {
  const upper = (x >>> 16) * y;
  const lower = (x & 0xffff) * y;
  const high = Math.floor((upper + Math.floor(lower / 2 ** 16)) / 2 ** 16);
  return [high, Math.imul(x, y) >>> 0];
}

/** FNV-1a, 32 bits. */
function nameHash(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}
