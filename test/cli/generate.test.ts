import { existsSync, readFileSync } from "node:fs";
import { parquetMetadata } from "hyparquet";
import { describe, expect, it } from "vitest";
import { createJetSource } from "../../src/data/jets/source.js";
import { SAMPLES } from "../../src/data/samples.js";
import { createReporter } from "../../src/diagnostics/reporter.js";
import { loadLibrary } from "../../src/files/hdf5/library.js";
import { openArrays } from "../../src/files/open.js";
import { provenanceTexts } from "../../src/files/provenance-texts.js";
import { recordOf } from "../../src/files/sample.js";
import type { DataPort } from "../../src/files/stream.js";
import { fixed } from "../../src/fixed/types.js";
import { must } from "../../src/support/errors.js";
import { bxc } from "./run.js";
import { workspace } from "./workspace.js";

const files = workspace();
const EVENTS = 30;
const settings = ["--set", "classes=b,light", "--set", "pileup=140"];
const source = createJetSource({ seed: 5, stream: "train", parameters: { classes: "b,light", pileup: 140 } });
const record = recordOf(source);
const texts = Object.fromEntries(provenanceTexts(record));

/** What was recorded in a file. */
const RECORDS: Readonly<Record<string, (file: string) => unknown>> = {
  ".npz": (file) => {
    const json = /provenance\.json(\{[^]*?\n\})\n/.exec(readFileSync(file, "latin1"))?.[1] ?? "";
    return JSON.parse(Buffer.from(json, "latin1").toString("utf8"));
  },
  ".h5": async (file) => {
    const { File } = await loadLibrary();
    const root = new File(file, "r");
    const all = Object.fromEntries(Object.entries(root.attrs).map(([name, { value }]) => [name, String(value)]));
    root.close();
    return all;
  },
  ".parquet": (file) => {
    const bytes = readFileSync(file);
    const { key_value_metadata: pairs } = parquetMetadata(
      bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
    );
    return Object.fromEntries((pairs ?? []).map(({ key, value }) => [key, String(value)]));
  },
  ".csv": (file) =>
    Object.fromEntries(
      Array.from(readFileSync(file, "utf8").matchAll(/^# (\w+): (.*)$/gm), ([, name, text]) => [name, text]),
    ),
};

describe.each(Object.keys(RECORDS))("a sample in %s", (extension) => {
  const file = files.at(`jets${extension}`);

  it("has the numbers and the record of its source", async () => {
    const argv = [
      "generate",
      "jets",
      "-n",
      String(EVENTS),
      "--seed",
      "5",
      "--stream",
      "train",
      ...settings,
      "-o",
      file,
    ];
    const { exitCode, stdout, stderr } = await bxc(...argv);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toContain("toy Monte Carlo, not experiment simulation");
    expect(await must(RECORDS[extension], extension)(file)).toMatchObject(extension === ".npz" ? record : texts);
    const reporter = createReporter();
    const wanted = source.ports.map((port): DataPort => ({ ...port, type: fixed(true, 18, 10) }));
    const sources = must(await openArrays({ file, wanted, raw: false, reporter }), "sources");
    const made = source.make(0, EVENTS);
    for (const { name } of source.ports) {
      const read = must(await must(sources.get(name), name).read(0, EVENTS), name);
      expect(Float32Array.from(read.data as Float32Array), name).toEqual(made.get(name)?.data);
    }
    for (const each of sources.values()) await each.close();
    expect(reporter.diagnostics).toEqual([]);
  });
});

it("a model reads its input from a sample", async () => {
  const out = files.at("scores.npy");
  const model = ["models/btagger.onnx", "-c", "models/btagger.yml"];
  const { exitCode, stderr } = await bxc("predict", ...model, "-i", `${files.at("jets.npz")}:x`, "-o", out);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
});

it.each(SAMPLES.map(({ name }) => name))("%s are written, the same bytes every time", async (name) => {
  const [first, second] = [files.at(`${name}1.npz`), files.at(`${name}2.npz`)];
  const ran = await bxc("generate", name, "-n", "3", "-o", first, "--json");
  expect(JSON.parse(ran.stdout)).toMatchObject({
    ok: true,
    events: 3,
    file: first,
    provenance: { generator: name, seed: 1 },
  });
  await bxc("generate", name, "-n", "3", "-o", second);
  expect(readFileSync(second).equals(readFileSync(first))).toBe(true);
});

it("settings are listed", async () => {
  const { exitCode, stdout } = await bxc("generate", "vertices", "--settings");
  expect(exitCode).toBe(0);
  expect(stdout).toContain("luminousWidth");
});

describe("what can't be generated", () => {
  const jets = ["generate", "jets", "-n", "10", "-o", files.at("y.npz")];

  it.each([
    [
      ["generate", "jetz", "-n", "1", "-o", "y.npz"],
      "BX7002]: sample 'jetz' is not valid; expected one of jets, vertices, events\n = help: did you mean jets?",
    ],
    [["generate", "jets", "-o", "y.npz"], "BX7001]: the number of events is missing"],
    [["generate", "jets", "-n", "1"], "BX7001]: there is no place for the sample"],
    [[...jets, "-n", "-5"], "BX7002]: --events '-5' is not valid; expected a whole number from 1 to 4294967295"],
    [[...jets, "--seed", "4294967296"], "BX7002]: --seed '4294967296' is not valid; expected a whole number from 0 to"],
    [[...jets, "--stream", ""], "BX7002]: --stream '' is not valid; expected a name"],
    [
      [...jets, "-o", "y.npy"],
      "BX7002]: --output 'y.npy' is not valid; expected a file of arrays with names: one that ends in .npz, ",
    ],
    [[...jets, "-o", "/proc/x/y.npz"], "BX7006]: '/proc/x/y.npz' can't be written"],
    [[...jets, "--set", "lifetim=2"], "BX6001]: there is no setting 'lifetim'\n = help: did you mean lifetime?"],
    [[...jets, "--set", "lifetime=-1"], "BX6002]: lifetime: '-1' is not valid; expected a number from 0 to 10"],
    [
      [...jets, "--set", "classes=b,b"],
      "BX6002]: classes: 'b,b' is not valid; expected different ones, between commas, of b,c,",
    ],
  ])("%j", async (argv, message) => {
    const { exitCode, stdout, stderr } = await bxc(...argv);
    expect(stderr).toContain(message);
    expect({ failed: exitCode > 0, stdout }).toEqual({ failed: true, stdout: "" });
    expect(existsSync(files.at("y.npz"))).toBe(false);
  });

  it("is told all at once", async () => {
    const { stderr } = await bxc(
      "generate",
      "jets",
      "-n",
      "0",
      "--seed",
      "x",
      "-o",
      "y.txt",
      "--set",
      "a=1",
      "--set",
      "fakes=2",
    );
    expect(stderr.match(/error\[/g)?.length).toBe(5);
  });
});
