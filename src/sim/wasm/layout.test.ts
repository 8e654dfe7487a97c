import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Plan, Buffer as Rows } from "../step.js";
import { createLayout } from "./layout.js";

const buffers: fc.Arbitrary<readonly Rows[]> = fc.array(
  fc
    .record({
      bits: fc.constantFrom(8 as const, 16 as const, 32 as const, 64 as const),
      rows: fc.integer({ min: 1, max: 40 }),
      born: fc.integer({ min: -1, max: 9 }),
      life: fc.integer({ min: 0, max: 5 }),
    })
    .map(({ bits, rows, born, life }) => ({ storage: { bits, signed: true }, rows, born, dies: born + life })),
  { maxLength: 30 },
);

function planOf(held: readonly Rows[]): Plan {
  return { buffers: held, views: new Map(), constants: new Map(), steps: [], counters: [] };
}

describe("layout", () => {
  it("keeps buffers apart while they are alive, and everything else from them", () => {
    fc.assert(
      fc.property(buffers, fc.constantFrom(16, 64), (held, events) => {
        const layout = createLayout(planOf(held), events);
        const spans = held.map(({ rows, storage, born, dies }, i) => {
          const from = layout.buffers[i]!;
          return { from, to: from + (rows * events * storage.bits) / 8, born, dies };
        });
        const table = layout.data.add(new Uint8Array(100));
        for (const { from, to } of spans) {
          expect(from % 64).toBe(0);
          expect(from).toBeGreaterThanOrEqual(Math.max(layout.mask + events, layout.counters));
          expect(to).toBeLessThanOrEqual(table);
        }
        for (const [i, a] of spans.entries())
          for (const b of spans.slice(i + 1))
            if (a.born <= b.dies && b.born <= a.dies) expect(a.to <= b.from || b.to <= a.from).toBe(true);
      }),
    );
  });

  it("gives the memory of dead buffers to later ones", () => {
    const row = { storage: { bits: 32, signed: true }, rows: 8 } as const;
    const chain = Array.from({ length: 10 }, (_, born) => ({ ...row, born, dies: born + 1 }));
    expect(new Set(createLayout(planOf(chain), 16).buffers).size).toBe(2);
  });

  it("keeps equal tables once", () => {
    const { data } = createLayout(planOf([]), 16);
    const first = data.add(Uint8Array.of(1, 2, 3));
    expect(data.add(Uint8Array.of(1, 2, 4))).not.toBe(first);
    expect(data.add(Uint8Array.of(1, 2, 3))).toBe(first);
    expect(data.pieces().length).toBe(2);
  });

  it("refuses blocks that vectors of bytes do not fill", () => {
    expect(() => createLayout(planOf([]), 40)).toThrow(RangeError);
  });
});
