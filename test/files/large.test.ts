import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { expect, it } from "vitest";
import { npyHeader } from "../../src/data/npy-header.js";
import { findDirectory, readDirectory } from "../../src/data/zip.js";
import { centralDirectory, localHeader, placeMembers } from "../../src/data/zip-layout.js";
import { dataFolder, openFile, port } from "./workspace.js";

const folder = dataFolder();
const EVENTS = 2 ** 31 + 5;

/** A file with holes: bytes at places, and nothing but zeros between them. */
function sparse(name: string, size: number, parts: readonly (readonly [at: number, bytes: Uint8Array])[]): string {
  const file = openSync(folder.at(name), "w");
  for (const [at, bytes] of parts) writeSync(file, bytes, 0, bytes.length, at);
  ftruncateSync(file, size);
  closeSync(file);
  return folder.at(name);
}

it("arrays beyond 4 GiB and 2^31 events are read in both orders", async () => {
  for (const fortran of [false, true]) {
    const header = Buffer.from(npyHeader("int16", [EVENTS, 2]));
    if (fortran) header.write(header.toString("latin1").replace("False", "True "), "latin1");
    const last = header.length + (fortran ? EVENTS - 1 + EVENTS : 2 * EVENTS - 1) * 2;
    const file = sparse(`${fortran}.npy`, last + 2, [
      [0, header],
      [last, Uint8Array.of(0x34, 0x12)],
    ]);
    const { sources, said } = await openFile(file, [port("x", [2])]);
    const source = sources?.get("x");
    expect(source?.shape).toEqual([EVENTS, 2]);
    expect((await source?.read(EVENTS - 2, 2))?.data).toEqual(Int16Array.of(0, 0, 0, 0x1234));
    expect(said()).toEqual([]);
    await source?.close();
  }
});

const SIZES = [5 * 2 ** 30, 12, 2 ** 32 - 1, 2 ** 32, 7];
const members = placeMembers(SIZES.map((size, i) => ({ name: `member ${i}.npy`, size })));
const crcs = SIZES.map((_, i) => (0xfffffff0 + i) >>> 0);

it("an archive's directory keeps sizes and places beyond 4 GiB", () => {
  const at = (members.at(-1)?.start ?? 0) + 7;
  const tail = centralDirectory(members, crcs);
  const place = findDirectory(tail, at);
  expect(place.found?.offset).toBe(at);
  const { size = 0, entries = 0 } = place.found ?? {};
  const found = readDirectory(tail.subarray(0, size), entries, at);
  expect(found.found).toEqual(
    members.map(({ name, size, offset }, i) => ({
      name,
      method: "stored",
      crc: crcs[i],
      size,
      packedSize: size,
      offset,
    })),
  );
});

it("a member beyond 4 GiB of an archive is read", async () => {
  const shape = [EVENTS, 2];
  const header = npyHeader("int16", shape);
  const [big, small] = placeMembers([
    { name: "big.npy", size: header.length + EVENTS * 4 },
    { name: "small.npy", size: 128 + 2 },
  ]) as [(typeof members)[number], (typeof members)[number]];
  const end = small.start + small.size;
  const directory = centralDirectory([big, small], [1, 2]);
  const file = sparse("big.npz", end + directory.length, [
    [0, localHeader(big, 1)],
    [big.start, header],
    [small.offset - 2, Uint8Array.of(0x34, 0x12)],
    [small.offset, localHeader(small, 2)],
    [small.start, npyHeader("uint8", [1, 2])],
    [end - 2, Uint8Array.of(8, 9)],
    [end, directory],
  ]);
  const { sources, said } = await openFile(file, [port("big", [2]), port("small", [2])]);
  expect((await sources?.get("big")?.read(EVENTS - 1, 1))?.data).toEqual(Int16Array.of(0, 0x1234));
  expect(said()).toEqual([]);
  expect(await sources?.get("small")?.read(0, 1)).toBeUndefined();
  expect(said()).toEqual(["BX3103: the .npy file can't be read: its checksum does not fit its bytes"]);
  for (const source of sources?.values() ?? []) await source.close();
});
