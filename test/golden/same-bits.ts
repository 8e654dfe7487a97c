import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import type { NdArray } from "../../src/data/nd-array.js";
import { readNpy } from "../../src/data/npy.js";
import { createReporter } from "../../src/diagnostics/reporter.js";
import { type Compiled, compile } from "../../src/driver/compile.js";
import { simulate } from "../../src/driver/simulate.js";

export interface Golden {
  readonly model: string;
  readonly folder: string;
  readonly configuration: string;
}

/** `<root>/<model>/<configuration>/`, each with a configuration and the outputs that it must give. */
export function goldensIn(root: string, modelFile: (name: string) => string): Golden[] {
  const folders = (at: string): string[] =>
    readdirSync(at, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  return folders(root).flatMap((name) =>
    folders(path.join(root, name)).map((configuration) => ({
      model: path.join(root, name, modelFile(name)),
      folder: path.join(root, name),
      configuration,
    })),
  );
}

function array(file: string): NdArray {
  const read = readNpy(readFileSync(file), file, createReporter());
  if (read === undefined) throw new Error(`${file} can't be read`);
  return read;
}

function compiledOf({ model, folder, configuration }: Golden): Compiled {
  const reporter = createReporter();
  const file = path.join(folder, configuration, "config.json");
  const config = { file, text: readFileSync(file, "utf8") };
  const compiled = compile({ model: { file: model, bytes: readFileSync(model) }, config }, reporter);
  if (compiled === undefined) throw new Error(reporter.diagnostics.map(({ message }) => message).join("\n"));
  return compiled;
}

/** `x.npy` where there is one of them, else `x_<name>.npy`. */
function portFile(folder: string, stem: "x" | "y", name: string): string {
  const only = path.join(folder, `${stem}.npy`);
  return existsSync(only) ? only : path.join(folder, `${stem}_${name}.npy`);
}

/** Fails unless the simulation returns every number of the golden. */
export function expectSameBits(golden: Golden): void {
  const compiled = compiledOf(golden);
  const names = compiled.inputs.map(({ port }) => port.name);
  const arrays = Object.fromEntries(names.map((name) => [name, array(portFile(golden.folder, "x", name))]));
  for (const { name } of compiled.graph.outputs) {
    const expected = array(portFile(path.join(golden.folder, golden.configuration), "y", name));
    const dtype = expected.dtype === "float64" ? "float64" : "float32";
    const reporter = createReporter();
    const found = simulate(compiled, arrays, reporter, { dtype })?.outputs.get(name)?.data;
    if (found === undefined) throw new Error(reporter.diagnostics.map(({ message }) => message).join("\n"));
    expect(found.length).toBe(expected.data.length);
    const different = Array.from(found.keys()).filter((k) => found[k] !== expected.data[k]);
    expect(different, `${name}: indices that differ`).toEqual([]);
  }
}

export function label({ folder, configuration }: Golden): string {
  return `${path.basename(folder)}/${configuration}`;
}
