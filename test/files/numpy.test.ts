import path from "node:path";
import { describe, expect, it } from "vitest";
import { createReporter } from "../../src/diagnostics/reporter.js";
import { openBytes } from "../../src/files/bytes.js";
import { npySource } from "../../src/files/npy.js";
import { openFile, port, readAll } from "./workspace.js";

const fixture = (name: string): string => path.join(import.meta.dirname, "numpy", name);
const TYPES = "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64".split(" ");
const NAMES = TYPES.flatMap((type) => ["little_C", "little_F", "big_C", "big_F"].map((layout) => `${type}_${layout}`));

/** What numpy/make.py put into an array. */
function expected(name: string): (number | bigint)[] {
  const [, kind = "", bits = "0"] = /^([a-z]+)(\d*)_/.exec(name) ?? [];
  return Array.from({ length: 30 }, (_, k) => {
    if (kind === "bool") return k % 3 === 0 ? 1 : 0;
    if (kind === "float") return (k - 15) / 8;
    const width = Number(bits);
    const signed = kind === "int";
    const [lo, hi] = signed
      ? [-(2n ** BigInt(width - 1)), 2n ** BigInt(width - 1) - 1n]
      : [0n, 2n ** BigInt(width) - 1n];
    const value = k === 0 ? lo : k === 29 ? hi : BigInt(4 * k);
    return width === 64 ? value : Number(value);
  });
}

describe.each(["stored.npz", "deflated.npz"])("%s", (archive) => {
  it("has every type in every order, in slices of any length", async () => {
    const { sources, said } = await openFile(
      fixture(archive),
      NAMES.map((name) => port(name, [2, 3])),
    );
    expect(said()).toEqual([]);
    for (const name of NAMES) {
      const source = sources?.get(name);
      expect(source?.shape).toEqual([5, 2, 3]);
      expect(source?.dtype).toBe(name.split("_")[0]);
      for (const slice of [1, 2, 3, 5]) expect(source && (await readAll(source, slice)), name).toEqual(expected(name));
      await source?.close();
    }
    expect(said()).toEqual([]);
  });

  it("says what it holds where nothing is of the name that is wanted", async () => {
    const { sources, said } = await openFile(fixture(archive), [port("x", [2, 3])]);
    expect(sources).toBeUndefined();
    expect(said()).toEqual([
      "BX3104: the file holds no array named 'x'; it holds 'bool_little_C', 'int8_little_C', 'int16_little_C', 'int32_little_C', 'int64_little_C', 'uint8_little_C', 'uint16_little_C', 'uint32_little_C' and 40 more",
    ]);
  });
});

it("an array of an archive is selected by its name", async () => {
  const { sources, said } = await openFile(fixture("stored.npz"), [port("x", [2, 3])], { selection: "int8_big_F" });
  const source = sources?.get("x");
  expect(source && (await readAll(source, 2))).toEqual(expected("int8_"));
  await source?.close();
  expect(said()).toEqual([]);
  const missing = await openFile(fixture("stored.npz"), [port("x", [2, 3])], { selection: "y" });
  expect(missing.said()).toEqual([expect.stringMatching(/^BX3104: the file holds no array named 'y'; it holds /)]);
});

it.each(["float32.npy", "savetxt.csv", "savetxt.dat"])("nothing can be selected of %s", async (name) => {
  const { said } = await openFile(fixture(name), [port("x", [2, 3])], { selection: "y" });
  expect(said()).toEqual([expect.stringMatching(/^BX7002: --input '.*:y' is not valid; expected a file name alone/)]);
});

describe(".npy", () => {
  it("belongs to the only input, by its content and not by its name", async () => {
    const { sources } = await openFile(fixture("float32.npy"), [port("x", [2, 3])]);
    expect(sources?.get("x")?.dtype).toBe("float32");
    await sources?.get("x")?.close();
    const { said } = await openFile(fixture("float32.npy"), [port("x", [6]), port("y", [6])]);
    expect(said()).toEqual([expect.stringMatching(/^BX7002: .* expected NAME=FILE, since 'x', 'y' are wanted$/)]);
  });

  it.each([1, 7, 48, 100, 1000])("in Fortran order is read by windows of %d bytes", async (window) => {
    const reporter = createReporter();
    const bytes = await openBytes(fixture("fortran.npy"), reporter);
    const source = bytes && (await npySource(bytes, "fortran.npy", reporter, window));
    for (const slice of [1, 2, 3, 5])
      expect(source && (await readAll(source, slice))).toEqual(expected("float64_big_F"));
    const back = await source?.read(1, 1);
    expect([...(back?.data ?? [])]).toEqual(expected("float64_").slice(6, 12));
    await source?.close();
  });

  it.each([
    ["structured.npy", "BX3004: arrays of type structured [('pt', '<f4'), ('eta', '<f4')] can't be read without loss"],
    ["complex.npy", "BX3004: arrays of type <c8 can't be read without loss"],
  ])("%s is refused by its type", async (name, message) => {
    expect((await openFile(fixture(name), [port("x", [6])])).said()).toEqual([message]);
  });

  it("names the axis that does not fit", async () => {
    const { said } = await openFile(fixture("float32.npy"), [port("x", [2, 4])]);
    expect(said()).toEqual([
      "BX3012: data of shape (5, 2, 3) does not fit (N, 2, 4): axis 2 has length 3 instead of 4",
    ]);
  });
});

it("numpy.savetxt is read as .csv and as .dat", async () => {
  for (const name of ["savetxt.csv", "savetxt.dat"]) {
    const { sources, said } = await openFile(fixture(name), [port("x", [2, 3])]);
    const source = sources?.get("x");
    expect(source && (await readAll(source, 2))).toEqual(expected("float64_"));
    expect(said()).toEqual([]);
    await source?.close();
  }
});
