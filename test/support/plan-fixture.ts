import type { Node } from "../../src/ir/graph.js";
import type { Counter, Plan, Step, Storage, View } from "../../src/sim/step.js";
import { compilePlan } from "../../src/sim/wasm/compile-plan.js";
import type { Layout } from "../../src/sim/wasm/layout.js";
import { littleEndian } from "../../src/sim/wasm/little-endian.js";
import { createMemory, instantiate, validate, type WasmMemory } from "../../src/sim/wasm/runtime.js";
import { must } from "../../src/support/errors.js";

/** A value of a test's plan: rows in a buffer of its own. */
export interface Rows {
  readonly storage: Storage;
  readonly buffer: number;
  readonly view: View;
  /** Mantissas [row][event]; those of inputs are given, those of outputs are what comes out. */
  readonly values: bigint[][];
}

/** Plans of one step, run for one block. */
export function createFixture(events: number) {
  const all: Rows[] = [];
  return {
    /** Rows in the order 0, 1, ..., of the view. */
    rows: (storage: Storage, values: bigint[][]): Rows => {
      const size = values.length;
      const view = { storage, buffer: new Int32Array(size).fill(all.length), row: Int32Array.from(values.keys()) };
      const rows = { storage, buffer: all.length, view, values };
      all.push(rows);
      return rows;
    },
    /** Runs the steps; events from `real` on only fill the block. Returns what the counters counted. */
    run: (steps: readonly Step[], real: number, counters: number): bigint[] => {
      const plan: Plan = {
        buffers: all.map(({ storage, values }) => ({ storage, rows: values.length, born: -1, dies: steps.length })),
        views: new Map(),
        constants: new Map(),
        steps,
        counters: Array.from({ length: counters }, (): Counter => ({ node: NODE, of: "result", perEvent: 0 })),
      };
      const compiled = compilePlan(plan, events);
      if (!validate(compiled.bytes)) throw new Error("invalid module");
      const memory = createMemory(compiled.pages);
      const bytes = new Uint8Array(memory.buffer);
      for (const { address, bytes: piece } of compiled.data) bytes.set(piece, address);
      bytes.subarray(compiled.layout.mask, compiled.layout.mask + real).fill(255);
      for (const rows of all) copyRows(memory, compiled.layout, rows, "in");
      const exported = instantiate(compiled.bytes, memory);
      for (const segment of compiled.segments) if (segment.kind === "compiled") call(exported[segment.name]);
      for (const rows of all) copyRows(memory, compiled.layout, rows, "out");
      return [...new BigInt64Array(memory.buffer, compiled.layout.counters, counters)];
    },
  };
}

/** Counters need one; nothing looks at it. */
const NODE: Node = {
  kind: "relu",
  output: "y",
  inputs: ["x"],
  attrs: {},
  result: undefined,
  origin: { nodes: [], opType: "Relu" },
};

function call(run: (() => unknown) | undefined): void {
  must(run, "exported function")();
}

function copyRows(memory: WasmMemory, layout: Layout, { storage, values, view }: Rows, way: "in" | "out"): void {
  const { bits, signed } = storage;
  values.forEach((row, r) => {
    const address = layout.addressOf(view, r);
    if (way === "in") new Uint8Array(memory.buffer).set(littleEndian(bits, row), address);
    else {
      const held = Array.from(elementsAt(memory, bits, address, layout.events), BigInt);
      row.splice(0, row.length, ...held.map((value) => (signed ? value : BigInt.asUintN(bits, value))));
    }
  });
}

function elementsAt({ buffer }: WasmMemory, bits: Storage["bits"], address: number, events: number) {
  switch (bits) {
    case 8:
      return new Int8Array(buffer, address, events);
    case 16:
      return new Int16Array(buffer, address, events);
    case 32:
      return new Int32Array(buffer, address, events);
    case 64:
      return new BigInt64Array(buffer, address, events);
    default:
      return bits satisfies never;
  }
}
