import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";

/** Bytes of all libraries that are kept; what was not used for longest goes first. */
const MOST_BYTES = 200 * 2 ** 20;

/** Compiled libraries by the hash of all that they depend on. */
export interface LibraryCache {
  /** Path of the library; undefined where there is none, or only a damaged one. */
  readonly find: (key: string) => Promise<string | undefined>;
  /** Has a library built into a folder and keeps it; returns its path, or undefined where `build` failed. */
  readonly add: (key: string, build: (folder: string) => Promise<string | undefined>) => Promise<string | undefined>;
}

/** BXC_CACHE, or the user's cache folder. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  if (env.BXC_CACHE) return env.BXC_CACHE;
  return path.join(env.XDG_CACHE_HOME || path.join(homedir(), ".cache"), "bunchcross");
}

export function hashOf(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest("hex").slice(0, 32);
}

/**
 * A library's name is its key and the hash of its bytes, so that one whose bytes are others is known for damaged before it
 * is loaded. Files appear whole: they are renamed into the folder.
 */
export function createCache(folder: string, most = MOST_BYTES): LibraryCache {
  const find = async (key: string): Promise<string | undefined> => {
    for (const name of await readdir(folder).catch(() => [])) {
      if (!name.startsWith(`${key}-`)) continue;
      const file = path.join(folder, name);
      const bytes = await readFile(file).catch(() => new Uint8Array());
      if (name === fileName(key, bytes)) {
        const now = new Date();
        await utimes(file, now, now).catch(() => undefined);
        return file;
      }
      await rm(file, { force: true });
    }
    return undefined;
  };
  const add: LibraryCache["add"] = async (key, build) => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const work = await mkdtemp(path.join(folder, "build-"));
    try {
      const built = await build(work);
      if (built === undefined) return undefined;
      const file = path.join(folder, fileName(key, await readFile(built)));
      await rename(built, file);
      await prune(folder, file, most);
      return file;
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  };
  return { find, add };
}

function fileName(key: string, bytes: Uint8Array): string {
  return `${key}-${hashOf(bytes)}.so`;
}

async function prune(folder: string, newest: string, most: number): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".so"));
  const files = await Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, name);
      const { mtimeMs, size } = await stat(file).catch(() => ({ mtimeMs: 0, size: 0 }));
      return { file, mtimeMs, size };
    }),
  );
  let bytes = 0;
  for (const { file, size } of files.sort((a, b) => b.mtimeMs - a.mtimeMs)) {
    bytes += size;
    if (bytes > most && file !== newest) await rm(file, { force: true });
  }
}
