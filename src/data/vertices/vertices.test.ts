import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { fraction, maxMantissa, minMantissa } from "../../fixed/types.js";
import type { SampleSource } from "../sample.js";
import { TRACK_FEATURES } from "./features.js";
import { TRACKS, type VertexEvent, vertexEvents } from "./generate.js";
import { DEFAULTS, GENERATOR_VERSION, PRESETS, type VertexParameters } from "./parameters.js";
import { createVertexSource } from "./source.js";
import * as word from "./track-word.js";

const FEATURES = TRACK_FEATURES.length;

function source(parameters: Partial<VertexParameters> = {}, stream = "test"): SampleSource {
  return createVertexSource({ seed: 5, stream, parameters });
}

function port(sample: ReturnType<SampleSource["make"]>, name: string): Float32Array {
  return sample.get(name)?.data as Float32Array;
}

function events(count: number, parameters: Partial<VertexParameters>, stream = "test"): VertexEvent[] {
  const make = vertexEvents(5, stream, { ...DEFAULTS, ...parameters });
  return Array.from({ length: count }, (_, item) => make(item));
}

/** Every track's integer in a field. */
function fields(sample: readonly VertexEvent[], field: number): number[] {
  return sample.flatMap(({ words, count }) =>
    Array.from({ length: count }, (_, track) => words[track * word.WORDS + field] as number),
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const isNear = (found: number, z: number): boolean => Math.abs(found - z) < 0.15;

/** Share of events whose vertex fastHisto finds within 0.15 cm. */
function efficiency(count: number, parameters: Partial<VertexParameters>): number {
  const sample = source(parameters).make(0, count);
  const [z0, found] = [port(sample, "z0"), port(sample, "fasthisto")];
  return mean(Array.from(z0, (z, event) => (isNear(found[event] as number, z) ? 1 : 0)));
}

describe("a source of events", () => {
  test("any block of events has the same bytes as in a longer one", () => {
    for (const name of ["ttbar", "degraded3"] as const) {
      const [whole, part] = [source(PRESETS[name]).make(0, 12), source(PRESETS[name]).make(7, 4)];
      for (const [key, { data, shape }] of part) {
        const size = data.length / 4;
        expect(data, key).toEqual(whole.get(key)?.data.slice(7 * size, 11 * size));
        expect(shape[0]).toBe(4);
      }
    }
  });

  test("ports have the shapes they claim", () => {
    const { ports, make } = source();
    for (const { name, shape } of ports) {
      const made = make(3, 2).get(name);
      expect(made?.shape).toEqual([2, ...shape]);
      expect(made?.data.length).toBe(shape.reduce((size, axis) => size * axis, 2));
    }
  });

  test("streams and seeds share no event", () => {
    const places = [source({}, "train"), source({}, "test"), createVertexSource({ seed: 6, stream: "test" })].map(
      ({ make }) => port(make(0, 150), "z0"),
    );
    expect(new Set(places.flatMap((z) => Array.from(z))).size).toBe(450);
  });

  test("this version's bytes", () => {
    const hash = createHash("sha256");
    for (const name of ["ttbar", "zmumu", "degraded2"] as const) {
      const { provenance, make } = createVertexSource({ seed: 1, parameters: PRESETS[name] });
      hash.update(provenance.parameterHash);
      for (const { data } of make(0, 20).values()) hash.update(new Uint8Array(data.buffer));
    }
    expect([GENERATOR_VERSION, hash.digest("hex")]).toEqual([
      1,
      "303d66906b489a45d1e6555c0d8ee74a037d8b5ddcbc42ae04cc36c58ff4ee62",
    ]);
  });

  test("features are exact numbers of their types, and zeros after the last track", () => {
    const sample = source(PRESETS.degraded3).make(0, 60);
    const [tracks, valid, truth] = [port(sample, "tracks"), port(sample, "valid"), port(sample, "from_pv")];
    const outside = TRACK_FEATURES.filter(({ type }, k) => {
      const mantissas = Array.from(
        { length: tracks.length / FEATURES },
        (_, row) => Math.fround(tracks[row * FEATURES + k] as number) * 2 ** fraction(type),
      );
      return mantissas.some((m) => !Number.isInteger(m) || m < minMantissa(type) || m > maxMantissa(type));
    });
    expect(outside).toEqual([]);
    valid.forEach((count, event) => {
      const after = event * TRACKS + count;
      const end = (event + 1) * TRACKS;
      expect(tracks.subarray(after * FEATURES, end * FEATURES).some((value) => value !== 0)).toBe(false);
      expect(truth.subarray(after, end).some((value) => value !== 0)).toBe(false);
      const pts = Array.from({ length: count }, (_, t) => tracks[(event * TRACKS + t) * FEATURES] as number);
      expect(pts).toEqual(pts.toSorted((a, b) => b - a));
    });
  });

  test("a crowded event keeps the tracks of greatest pT", () => {
    const crowded = events(3, { pileup: 400, pileupTracks: 2 });
    expect(crowded.map(({ count }) => count)).toEqual([TRACKS, TRACKS, TRACKS]);
    const least = Math.min(...fields(crowded, word.RINV).map(word.ptMantissa));
    // 250 of about 870 tracks: the median of the spectrum above 2 GeV is 2.4 GeV.
    expect(least / 32).toBeGreaterThan(2.4);
  });
});

describe("what is generated", () => {
  test("means of the multiplicities", () => {
    const counts = (parameters: Partial<VertexParameters>): number[] =>
      events(600, parameters).map(({ count }) => count);
    const none = { hardTracks: 0, pileup: 0, fakes: 0 };
    // Standard errors of the means: 0.57, 0.14, 0.7.
    expect(Math.abs(mean(counts({ ...none, hardTracks: 25 })) - 25)).toBeLessThan(2);
    expect(Math.abs(mean(counts({ ...none, ...PRESETS.zmumu })) - 4)).toBeLessThan(0.3);
    expect(Math.abs(mean(counts({ ...none, pileup: 200 })) - 160)).toBeLessThan(2.5);
    expect(mean(counts(none))).toBe(0);
  });

  test("numbers of collisions: the variance is that of compound Poisson numbers", () => {
    const counts = events(1500, { hardTracks: 0, fakes: 0 }).map(({ count }) => count);
    const average = mean(counts);
    const variance = mean(counts.map((count) => (count - average) ** 2));
    // 200 · (0.8 + 2 · 0.8²), to four standard errors.
    expect(Math.abs(variance - 416)).toBeLessThan(4 * 416 * Math.sqrt(2 / 1500));
  });

  test("the share of fakes, their low quality and their hard spectrum", () => {
    const [without, withFakes] = [events(300, { fakes: 0 }), events(300, { fakes: 0.1 })];
    const share = 1 - fields(without, word.MVA).length / fields(withFakes, word.MVA).length;
    expect(Math.abs(share - 0.1)).toBeLessThan(0.01);
    expect(mean(fields(without, word.MVA))).toBeGreaterThan(mean(fields(withFakes, word.MVA)));
    const hard = (sample: readonly VertexEvent[]): number =>
      fields(sample, word.RINV).filter((rinv) => word.ptMantissa(rinv) > 40 * 32).length;
    expect(hard(withFakes)).toBeGreaterThan(4 * hard(without));
  });

  test("the luminous region: its middle, width and ends", () => {
    const places = events(1500, { pileup: 0, hardTracks: 0, beamSpot: 1, luminousWidth: 3.5 }).map(({ z }) => z);
    expect(Math.abs(mean(places) - 1)).toBeLessThan(0.36);
    expect(Math.abs(Math.sqrt(mean(places.map((z) => (z - 1) ** 2))) - 3.5)).toBeLessThan(0.26);
    const wide = events(500, { pileup: 0, hardTracks: 0, luminousWidth: 10 }).map(({ z }) => Math.abs(z));
    expect(Math.max(...wide)).toBeLessThan(word.Z0_RANGE);
  });

  test("worse resolution, more pile-up, more fakes: fastHisto finds fewer vertices", () => {
    const scan = (...list: readonly Partial<VertexParameters>[]): number[] =>
      list.map((parameters) => efficiency(250, parameters));
    for (const shares of [
      scan({ z0Scale: 0.3 }, { z0Scale: 1 }, { z0Scale: 2 }, { z0Scale: 4 }),
      scan({ pileup: 0 }, { pileup: 140 }, { pileup: 300 }),
      scan({ fakes: 0 }, { fakes: 0.05 }, { fakes: 0.15 }),
    ]) {
      expect(shares).toEqual(shares.toSorted((a, b) => b - a));
      expect(new Set(shares).size).toBe(shares.length);
    }
  });

  test("quality and resolution of tracks tell more than fastHisto's weights know", () => {
    const sample = source().make(0, 400);
    const [tracks, valid, z0] = [port(sample, "tracks"), port(sample, "valid"), port(sample, "z0")];
    const found = port(sample, "fasthisto");
    const gains = Array.from(z0, (z, event) => {
      const rows = Array.from({ length: valid[event] as number }, (_, t) => (event * TRACKS + t) * FEATURES);
      const better = weighted(rows.map((row) => tracks.subarray(row, row + FEATURES)));
      return Number(isNear(better, z)) - Number(isNear(found[event] as number, z));
    });
    const error = Math.sqrt(mean(gains.map((gain) => gain * gain)) / gains.length);
    expect(mean(gains)).toBeGreaterThan(4 * error);
  });
});

/** fastHisto with real numbers and weights by hand: √pT, quality to the third power, and 1 / σ. */
function weighted(rows: readonly Float32Array[]): number {
  const sums = new Float64Array(word.BINS);
  for (const [pt = 0, tanl = 0, mva = 0, bin = 0] of rows) {
    const eta = Math.asinh(tanl);
    sums[bin] = (sums[bin] as number) + (Math.sqrt(pt) * mva ** 3) / (0.1 + 0.2 * eta * eta);
  }
  const windows = Array.from(sums.subarray(2), (last, b) => (sums[b] as number) + (sums[b + 1] as number) + last);
  const start = windows.indexOf(Math.max(...windows));
  const offset = ((sums[start + 1] as number) + 2 * (sums[start + 2] as number)) / (windows[start] as number);
  return (start + offset + 0.5 - word.BINS / 2) * (word.Z0_RANGE / 128);
}

describe("degradation", () => {
  const intact = events(40, {});

  test("has the collisions of the intact detector", () => {
    expect(events(40, PRESETS.degraded3).map(({ z }) => z)).not.toEqual(intact.map(({ z }) => z));
    expect(events(40, { ...PRESETS.degraded3, beamSpot: 0 }).map(({ z }) => z)).toEqual(intact.map(({ z }) => z));
  });

  test("the drift moves every z0 and nothing else", () => {
    const moved = events(40, { z0Drift: 0.3 });
    const [before, after] = [intact, moved].map((sample) => fields(sample, word.Z0)) as [number[], number[]];
    const steps = after.map((z0, i) => z0 - (before[i] as number)).filter((_, i) => (after[i] as number) < 2047);
    // 0.3 cm are 30.02 LSBs.
    expect(Array.from(new Set(steps)).toSorted()).toEqual([30, 31]);
    expect(fields(moved, word.MVA)).toEqual(fields(intact, word.MVA));
  });

  test("the randomiser replaces its share of fields", () => {
    const other = events(40, { randomised: 0.1 });
    // phi stays in the middle 89 % of its range unless it is replaced.
    const outside = fields(other, word.PHI).filter((phi) => Math.abs(phi + 0.5) > 911).length;
    expect(fields(intact, word.PHI).filter((phi) => Math.abs(phi + 0.5) > 911)).toEqual([]);
    const expected = 0.1 * (1 - 1822 / 4096) * fields(other, word.PHI).length;
    expect(Math.abs(outside - expected)).toBeLessThan(4 * Math.sqrt(expected));
    const random = fields(events(40, { randomised: 1 }), word.MVA);
    expect(Math.abs(mean(random) - 3.5)).toBeLessThan(0.15);
  });

  test("dead regions and noise", () => {
    const counts = [0, 0.5, 1].map((deadRegions) => fields(events(40, { deadRegions }), word.MVA).length);
    expect(counts).toEqual(counts.toSorted((a, b) => b - a));
    expect(counts[2]).toBeLessThan(0.8 * (counts[0] as number));
    const shares = [0, 0.5, 2].map((smear) => efficiency(150, { smear }));
    expect(shares).toEqual(shares.toSorted((a, b) => b - a));
  });

  test("the named sets grow worse", () => {
    const names = ["ttbar", "degraded1", "degraded2", "degraded3"] as const;
    const shares = names.map((name) => efficiency(200, PRESETS[name]));
    expect(shares).toEqual(shares.toSorted((a, b) => b - a));
    expect(new Set(shares).size).toBe(names.length);
  });
});
