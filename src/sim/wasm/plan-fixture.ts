import type { Node } from "../../ir/graph.js";
import { must } from "../../support/errors.js";
import type { Counter, Plan, Step, Storage, View } from "../step.js";
import type { Layout } from "./layout.js";
import { compilePlan } from "./module.js";

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
      if (!WebAssembly.validate(compiled.bytes)) throw new Error("invalid module");
      const memory = new WebAssembly.Memory({ initial: compiled.pages });
      const bytes = new Uint8Array(memory.buffer);
      for (const { address, bytes: piece } of compiled.data) bytes.set(piece, address);
      bytes.subarray(compiled.layout.mask, compiled.layout.mask + real).fill(255);
      for (const rows of all) copyRows(memory, compiled.layout, rows, "in");
      const { exports } = new WebAssembly.Instance(new WebAssembly.Module(compiled.bytes), { env: { memory } });
      for (const segment of compiled.segments) if (segment.kind === "compiled") call(exports[segment.name]);
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

function copyRows(memory: { readonly buffer: ArrayBuffer }, layout: Layout, rows: Rows, way: "in" | "out"): void {
  const { bits, signed } = rows.storage;
  const data = new DataView(memory.buffer);
  rows.values.forEach((row, r) => {
    const address = layout.addressOf(rows.view, r);
    for (let event = 0; event < layout.events; event++) {
      const at = address + (event * bits) / 8;
      for (let byte = 0; byte < bits / 8 && way === "in"; byte++)
        data.setUint8(at + byte, Number(((row[event] ?? 0n) >> BigInt(8 * byte)) & 255n));
      if (way === "in") continue;
      let value = 0n;
      for (let byte = 0; byte < bits / 8; byte++) value |= BigInt(data.getUint8(at + byte)) << BigInt(8 * byte);
      row[event] = signed ? BigInt.asIntN(bits, value) : value;
    }
  });
}
