import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readNpy } from "../../src/data/npy.js";
import { createReporter } from "../../src/diagnostics/reporter.js";
import { castDouble, toDouble } from "../../src/fixed/float.js";
import { apFixed, fraction } from "../../src/fixed/types.js";
import { type DaisProgram, readDais } from "../../src/frontend/dais/read.js";
import { evaluateNetlist } from "../../src/netlist/evaluate.js";
import { createProgramSimulator } from "../../src/sim/wasm/simulator.js";
import { must } from "../../src/support/errors.js";

const OWN = fileURLToPath(new URL("./every-opcode", import.meta.url));
const SHARED = fileURLToPath(new URL("../../../shared/reference/cmvm/dais/", import.meta.url));

function program(bytes: Uint8Array): DaisProgram {
  const reporter = createReporter();
  const read = readDais(bytes, "p", reporter);
  expect(reporter.diagnostics).toEqual([]);
  return must(read, "program");
}

function outputs({ netlist, inputs, outputs: types }: DaisProgram, event: readonly number[]): number[] {
  const mantissas = inputs.map((type, k) => castDouble(must(event[k], "input"), apFixed(type)));
  return evaluateNetlist(netlist, mantissas).map((value, k) => toDouble(value, fraction(must(types[k], "type"))));
}

describe("programs of da4ml", () => {
  // Written by hand; its files by da4ml 0.6.0's CombLogic.save and save_binary, the values of y by its C++ interpreter.
  const { x, y } = JSON.parse(readFileSync(`${OWN}.vectors.json`, "utf8")) as { x: number[][]; y: number[][] };

  it.each(["json", "bin"])("of every opcode give the values of its interpreter (%s)", (extension) => {
    const own = program(readFileSync(`${OWN}.${extension}`));
    expect(x.map((event) => outputs(own, event))).toEqual(y.map((event) => event.map((value) => value + 0)));
  });

  it("give the same values in vector lanes, whatever the types of their ports", () => {
    const own = program(readFileSync(`${OWN}.json`));
    const events = 3 * x.length;
    const input = Float64Array.from([x, x, x].flat(2));
    const output = new Float64Array(events * own.outputs.length);
    createProgramSimulator(own).run({ events, inputs: [input], raw: false, outputs: [output] });
    expect([...output]).toEqual([y, y, y].flat(2).map((value) => value + 0));
  });

  it("are the same in both forms", () => {
    expect(program(readFileSync(`${OWN}.json`))).toEqual(program(readFileSync(`${OWN}.bin`)));
  });

  it("choose by the top bit of an unsigned condition, as the documentation has it", () => {
    // Input 0 has the values 0 to 7. da4ml's C++ interpreter also takes 3 for one whose top bit is set.
    const mux = `[[1,1],[0],[1],[0],[false],[[0,-1,-1,0,[0,7,1]],[0,0,6,${2n ** 33n},[0,31,1]]],-1,1,null]`;
    const read = program(new TextEncoder().encode(mux));
    expect([0, 1, 2, 3, 4, 5, 6, 7].map((value) => outputs(read, [value])[0])).toEqual([0, 4, 8, 12, 4, 5, 6, 7]);
  });

  it("give a constant zero for output -1, and take inputs that they do not use", () => {
    const text = "[[2,2],[0,3],[-1,0],[4,1],[true,true],[[1,-1,-1,0,[-4,3.5,0.5]]],-1,1]";
    const { netlist, inputs, outputs: types } = program(new TextEncoder().encode(text));
    expect(inputs).toEqual([
      { signed: false, width: 1, int: 1 },
      { signed: true, width: 4, int: 0 },
    ]);
    expect(types.map(fraction)).toEqual([0, 0]);
    expect(evaluateNetlist(netlist, [1n, -8n])).toEqual([0n, 8n]);
  });
});

describe.skipIf(!existsSync(SHARED))("shared programs (skipped where ../shared is not there)", () => {
  it.each(["16-16-5", "jet16-64-32-32-5"])("%s gives its vectors from both forms", (name) => {
    const array = (what: string) => {
      const read = readNpy(readFileSync(`${SHARED}${name}_${what}.npy`), name, createReporter());
      const { shape, data } = must(read, "array");
      const columns = must(shape[1], "columns");
      return Array.from({ length: must(shape[0], "rows") }, (_, row) =>
        Array.from({ length: columns }, (__, column) => Number(data[row * columns + column])),
      );
    };
    const [x, y] = [array("x"), array("y")];
    expect(x.length).toBe(512);
    const [json, bin] = ["json", "bin"].map((form) => program(readFileSync(`${SHARED}${name}.${form}`)));
    expect(json).toEqual(bin);
    expect(x.map((event) => outputs(must(json, "program"), event))).toEqual(y.map((row) => row.map((v) => v + 0)));
  });
});
