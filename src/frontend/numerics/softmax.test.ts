import { describe, expect, it } from "vitest";
import { parsePrecision } from "../../fixed/text.js";
import type { ApFixed } from "../../fixed/types.js";
import type { LayerSettings, SoftmaxTables, Variable } from "../../ir/import.js";
import { fullRange } from "../../ir/tensor.js";
import { numericsFor } from "./index.js";

const type = (text: string): ApFixed => parsePrecision(text) as ApFixed;

/** A layer that names the given types and nothing else. */
function layerOf(types: Partial<Record<Variable, string>>): LayerSettings {
  const named = (variable: Variable): ApFixed | undefined => {
    const text = types[variable];
    return text === undefined ? undefined : type(text);
  };
  return {
    name: "softmax",
    precision: named,
    ownPrecision: named,
    modelPrecision: () => undefined,
    reuseFactor: () => 1,
    strategy: () => "Latency",
    tableSize: () => undefined,
    softmaxImplementation: () => undefined,
  };
}

const x = fullRange([5], type("ap_fixed<16,6>"));

function tables(world: "bunchcross" | "hls4ml", types: Partial<Record<Variable, string>>): SoftmaxTables {
  const made = numericsFor(world).softmax(layerOf(types), x, 5);
  if (made.implementation === "argmax") throw new Error("no tables");
  return made;
}

describe("softmax tables", () => {
  it("of hls4ml are entered with max - x, or with x - max where the difference is signed (older projects)", () => {
    const today = tables("hls4ml", { exp_table: "ap_fixed<18,8,AP_RND,AP_SAT>" });
    expect(today.difference).toEqual(type("ap_ufixed<15,5>"));
    // Entry 32 of 1024 over [0, 32): e^-1 with 10 fraction bits.
    expect(today.exp.table.data[32]).toBe(Math.round(Math.exp(-1) * 1024));
    const older = tables("hls4ml", { inp_norm: "ap_fixed<16,6,AP_RND,AP_SAT>" });
    // The top ten bits of -1 in ap_fixed<16,6> are 1008: steps of 1/16.
    expect(older.exp.table.data[1008]).toBe(Math.round(Math.exp(-1) * 1024));
    expect(older.exp.table.data[1023]).toBe(Math.round(Math.exp(-1 / 16) * 1024));
  });

  it("of Bunchcross reach as far as the input, and their reciprocals begin at the least sum", () => {
    const own = tables("bunchcross", {});
    expect(own.difference).toEqual(type("ap_ufixed<16,6>"));
    expect(own.exp.table.data.length).toBeLessThanOrEqual(1024);
    // One term is e^0 or the entry nearest to it, so no reciprocal exceeds that entry's.
    expect(Number(own.inverse.table.data[0]) / 2 ** 16).toBeCloseTo(1, 1);
    const signed = tables("bunchcross", { inp_norm: "ap_fixed<16,6,AP_RND,AP_SAT>" });
    expect(Number(signed.exp.table.data.at(-1)) / 2 ** 16).toBeCloseTo(1, 1);
    expect(Number(signed.exp.table.data[0])).toBeLessThanOrEqual(1);
  });
});
