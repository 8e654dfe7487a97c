import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type EventParameters, PROCESSES, type Signal } from "./parameters.js";
import { checkScaling, createScaler, isScalingProblem } from "./scaling.js";
import { backgroundScaling, createEventSource } from "./source.js";
import { GROUPS, INPUTS, type ObjectKind, writeWords } from "./words.js";

type Columns = Record<string, Float32Array>;

function sample(count: number, parameters: Partial<EventParameters> = {}, seed = 11, stream = "events"): Columns {
  const made = createEventSource({ seed, stream, parameters }).make(0, count);
  return Object.fromEntries([...made].map(([name, { data }]) => [name, data as Float32Array]));
}

const COUNT = 3000;
const samples = Object.fromEntries(
  PROCESSES.slice(1).map((process) => [process, sample(COUNT, { process })]),
) as Record<Signal, Columns>;
const background = sample(4 * COUNT);

/** Words `part` (pT, η, φ) of the objects of a kind, one list for each rank. */
function ranks({ x }: Columns, kind: ObjectKind, part = 0): number[][] {
  const { first, places } = GROUPS.find((group) => group.kind === kind)!;
  const events = x!.length / INPUTS;
  return Array.from({ length: places }, (_, rank) =>
    Array.from({ length: events }, (_, event) => x![event * INPUTS + first + 3 * rank + part] as number),
  );
}

const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, v) => sum + v, 0) / values.length;
const median = (values: ArrayLike<number>): number =>
  Array.from(values).sort((a, b) => a - b)[values.length >> 1] as number;
const fills = (columns: Columns, kind: ObjectKind): number[] =>
  ranks(columns, kind).map((words) => mean(words.map((word) => (word > 0 ? 1 : 0))));
const total = (values: number[]): number => values.reduce((sum, value) => sum + value, 0);

describe("events are words of the trigger", () => {
  test("any block is the same alone, and streams, seeds and parameters share nothing", () => {
    const source = createEventSource({ seed: 11 });
    const whole = source.make(0, 50);
    const parts = [source.make(0, 20), source.make(20, 30)];
    for (const { name } of source.ports) {
      const joined = parts.flatMap((part) => [...(part.get(name)!.data as Float32Array)]);
      expect(joined, name).toEqual([...(whole.get(name)!.data as Float32Array)]);
    }
    const jets = (columns: Columns): Set<string> =>
      new Set(
        Array.from({ length: 50 }, (_, event) => columns.x!.slice(event * INPUTS + 27, event * INPUTS + 33).join()),
      );
    const mine = jets(sample(50));
    for (const other of [sample(50, {}, 12), sample(50, {}, 11, "test")])
      expect([...jets(other)].filter((key) => mine.has(key))).toEqual([]);
  });

  test("golden: another hash is another version of the generator", () => {
    const mixed = sample(1000, { process: "mix" }, 1, "golden");
    const hash = createHash("sha256");
    for (const data of Object.values(mixed)) hash.update(data);
    expect(hash.digest("hex")).toBe("a50bb5080efa0675f62bf9b232d8a0406ccb4affad81715ec265fae6d1250aed");
  });

  test("integers in the ranges of their words, zeros in empty places, by falling pT", () => {
    const ends = { missing: [4095, 0, 143], egammas: [511, 58, 143], muons: [511, 230, 575], jets: [2047, 115, 143] };
    for (const columns of [background, ...Object.values(samples)]) {
      for (const { kind } of GROUPS) {
        const [pts, etas, phis] = [0, 1, 2].map((part) => ranks(columns, kind, part)) as [
          number[][],
          number[][],
          number[][],
        ];
        const [pt, eta, phi] = ends[kind] as [number, number, number];
        pts.forEach((words, rank) => {
          words.forEach((word, event) => {
            const place = [word, etas[rank]![event] as number, phis[rank]![event] as number];
            const fine =
              place.every(Number.isInteger) &&
              word >= 0 &&
              word <= pt &&
              word <= (pts[rank - 1]?.[event] ?? pt) &&
              place[1]! >= -eta &&
              place[1]! <= eta &&
              place[2]! >= 0 &&
              place[2]! <= phi &&
              (word > 0 || kind === "missing" || (place[1] === 0 && place[2] === 0));
            if (!fine) throw new Error(`${kind} ${rank} of event ${event}: ${place}`);
          });
        });
      }
    }
  });

  test("words end in saturation, azimuths go round", () => {
    const words = new Float32Array(INPUTS);
    const far = (eta: number, phi: number) => [{ pt: 1e5, eta, phi }];
    writeWords(
      { missing: far(0, -1e-20), egammas: far(9, 7), muons: far(-9, -0.001), jets: far(-9, Math.PI) },
      words,
      0,
    );
    expect([0, 3, 15, 27].map((at) => Array.from(words.subarray(at, at + 3)))).toEqual([
      [4095, 0, 143],
      [511, 127, 16],
      [511, -256, 575],
      [2047, -128, 72],
    ]);
  });

  test("all processes are in a mix, in about equal numbers", () => {
    const { process } = sample(4000, { process: "mix" });
    PROCESSES.forEach((_, index) => {
      const share = mean(process!.map((value) => (value === index ? 1 : 0)));
      expect(Math.abs(share - 1 / PROCESSES.length)).toBeLessThan(0.03);
    });
  });
});

describe("background is calibrated", () => {
  /** GeV, from AXOL1TL v1; the tolerance is the larger of 1.2 GeV and 10 %. */
  const table: Record<ObjectKind, number[]> = {
    missing: [21],
    egammas: [5, 3, 2, 1.5],
    muons: [2, 0, 0, 0],
    jets: [26.5, 15.5, 12, 10, 8.5, 7, 5, 3],
  };

  test.each(GROUPS.map(({ kind }) => kind))("mean pT by rank: %s", (kind) => {
    table[kind].forEach((wanted, rank) => {
      const found = 0.5 * mean(ranks(background, kind)[rank]!);
      expect(Math.abs(found - wanted), `${kind} ${rank + 1}: ${found}`).toBeLessThan(Math.max(1.2, 0.1 * wanted));
    });
  });

  test("where the table has zeros most events have no object", () => {
    for (const [kind, from] of [
      ["jets", 8],
      ["muons", 1],
    ] as const)
      for (const words of ranks(background, kind).slice(from)) expect(median(words)).toBe(0);
  });

  test("places are filled less and less", () => {
    for (const kind of ["egammas", "muons", "jets"] as const) {
      const shares = fills(background, kind);
      expect(shares).toEqual(shares.toSorted((a, b) => b - a));
    }
    expect(fills(background, "jets")[0]).toBeGreaterThan(0.95);
    expect(total(fills(background, "jets"))).toBeGreaterThan(6);
    expect(total(fills(background, "jets"))).toBeLessThan(7.5);
  });

  test("spread of the missing momentum: 32 words, as a power of two", () => {
    expect(backgroundScaling().shifts[0]).toBe(5);
  });

  test("the tail of leading jets falls like pT^-4", () => {
    const leading = ranks(sample(20_000), "jets")[0]!;
    const above = (pt: number): number => leading.filter((word) => 0.5 * word >= pt).length;
    expect(above(60) / above(100) / (100 / 60) ** 4).toBeGreaterThan(0.7);
    expect(above(60) / above(100) / (100 / 60) ** 4).toBeLessThan(1.4);
  });
});

describe("signals", () => {
  test("H → aa → 4b has the multiplicities of a simulated sample", () => {
    expect(Math.abs(total(fills(samples.H_aa_4b, "jets")) - 7.9)).toBeLessThan(1.2);
    expect(Math.abs(total(fills(samples.H_aa_4b, "egammas")) - 2.8)).toBeLessThan(0.4);
    expect(Math.abs(total(fills(samples.H_aa_4b, "muons")) - 0.55)).toBeLessThan(0.15);
    expect(Math.abs(0.5 * median(ranks(samples.H_aa_4b, "jets")[0]!) - 57)).toBeLessThan(8);
    expect(Math.abs(median(samples.H_aa_4b.met!) - 26)).toBeLessThan(5);
  });

  test("are harder than background in what they are made of", () => {
    const leptons = (columns: Columns): number =>
      mean(ranks(columns, "egammas")[0]!) + mean(ranks(columns, "muons")[0]!);
    expect(leptons(samples.A_4l)).toBeGreaterThan(2 * leptons(background));
    expect(leptons(samples.h0_tautau)).toBeGreaterThan(leptons(background));
    expect(mean(samples.hplus_taunu.met!)).toBeGreaterThan(1.2 * mean(background.met!));
    const hts = [background, samples.LQ_btau, samples.H_aa_4b, samples.HH_4b].map(({ ht }) => mean(ht!));
    expect(hts).toEqual(hts.toSorted((a, b) => a - b));
    expect(mean(samples.HH_4b.m4j!)).toBeGreaterThan(1.5 * mean(samples.H_aa_4b.m4j!));
    expect(total(fills(samples.SUEP, "jets"))).toBeGreaterThan(total(fills(background, "jets")) + 2);
  });

  test("radiation, pile-up and the hard tail do what they say", () => {
    const jets = (parameters: Partial<EventParameters>): number => total(fills(sample(1000, parameters), "jets"));
    expect(jets({ pileup: 140 })).toBeGreaterThan(jets({}) + 2);
    expect(jets({ process: "h0_tautau", radiation: 3 })).toBeGreaterThan(jets({ process: "h0_tautau" }) + 0.5);
    const ht = (hardTail: number): number => mean(sample(2000, { hardTail }).ht!);
    expect(ht(0)).toBeLessThan(0.5 * ht(1));
    expect(ht(2)).toBeGreaterThan(1.5 * ht(1));
  });
});

describe("the scaled port", () => {
  test("is x through the scaling of background, whatever the seed and process", () => {
    const scaling = backgroundScaling();
    expect(isScalingProblem(checkScaling(scaling))).toBe(false);
    for (const { x, scaled } of [background, samples.HH_4b])
      expect(createScaler(scaling)(x!).every((value, i) => value === scaled![i])).toBe(true);
  });

  test("stands in steps of 1/4 between -32 and 31.75, around 0 for background", () => {
    expect(background.scaled!.every((value) => Number.isInteger(4 * value) && value >= -32 && value < 32)).toBe(true);
    expect(Math.abs(mean(background.scaled!))).toBeLessThan(0.1);
    const square = mean(background.scaled!.map((value) => value * value));
    expect(square).toBeGreaterThan(0.5);
    expect(square).toBeLessThan(2);
  });
});
