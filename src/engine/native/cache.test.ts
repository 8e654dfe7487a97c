import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeEach, expect, it } from "vitest";
import { createCache } from "./cache.js";

let folder = "";
const made: string[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "bxc-cache-"));
  made.push(folder);
});
afterAll(async () => {
  for (const each of made) await rm(each, { recursive: true, force: true });
});

/** A build that writes a text, and counts how often it is asked to. */
function builder(text = "library") {
  const build = async (work: string): Promise<string> => {
    build.calls++;
    await writeFile(path.join(work, "program.so"), text);
    return path.join(work, "program.so");
  };
  build.calls = 0;
  return build;
}

it("gives back what was built, and leaves nothing else behind", async () => {
  const cache = createCache(folder);
  expect(await cache.find("key")).toBeUndefined();
  const file = await cache.add("key", builder());
  expect(await cache.find("key")).toBe(file);
  expect(await cache.find("other")).toBeUndefined();
  expect(await readFile(file ?? "", "utf8")).toBe("library");
  expect(await readdir(folder)).toHaveLength(1);
});

it("knows a damaged library, which is built anew", async () => {
  const cache = createCache(folder);
  const file = (await cache.add("key", builder())) ?? "";
  await writeFile(file, "libr");
  expect(await cache.find("key")).toBeUndefined();
  expect(await readdir(folder)).toEqual([]);
  expect(await cache.add("key", builder())).toBe(file);
});

it("keeps nothing of a build that fails", async () => {
  const cache = createCache(folder);
  expect(await cache.add("key", async () => undefined)).toBeUndefined();
  expect(await readdir(folder)).toEqual([]);
});

it("is filled by several at once", async () => {
  const build = builder();
  const files = await Promise.all(Array.from({ length: 8 }, () => createCache(folder).add("key", build)));
  expect(new Set(files).size).toBe(1);
  expect(build.calls).toBe(8);
  expect(await readdir(folder)).toHaveLength(1);
});

it("drops what was not used for longest", async () => {
  const cache = createCache(folder, 20);
  await cache.add("a", builder("first"));
  await new Promise((resolve) => setTimeout(resolve, 20));
  await cache.add("b", builder("second"));
  await new Promise((resolve) => setTimeout(resolve, 20));
  const last = await cache.find("a");
  await new Promise((resolve) => setTimeout(resolve, 20));
  await cache.add("c", builder("the third one"));
  expect(await cache.find("a")).toBe(last);
  expect(await cache.find("b")).toBeUndefined();
});
