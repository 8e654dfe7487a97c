import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa, execaSync } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const here = import.meta.dirname;
const ownHeaders = join(here, "../templates/ap_types");
const amdHeaders = process.env["BXC_AMD_AP_TYPES"];
const hasCompiler = execaSync("g++", ["--version"], { reject: false }).exitCode === 0;
const randomSeeds = [1, 2, 3];
const minute = 60_000;

let directory = "";

/** Compiles one file of this directory with g++ and returns what the program prints; throws on a warning from our headers. */
async function outputOf(source: string, flags: readonly string[], headers = ownHeaders): Promise<string> {
  const program = join(directory, `${source}-${flags.join("")}-${headers === ownHeaders ? "own" : "amd"}`);
  // AMD's headers shift beyond a word in dead branches and assert on unused bit reads: both are harmless here.
  const strictness = headers === ownHeaders ? ["-Wall", "-Wextra", "-Werror"] : ["-w", "-fpermissive", "-DNDEBUG"];
  await execa("g++", ["-O0", ...strictness, `-I${headers}`, ...flags, join(here, source), "-o", program]);
  const { stdout } = await execa(program);
  return stdout;
}

describe.skipIf(!hasCompiler)("ap_types (needs g++)", () => {
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "bxc-ap-types-"));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it(
    "rounds and overflows like the integer formulas for every mode and 8-bit source",
    async () => {
      const report = await outputOf("ap_types_exhaustive.cpp", ["-std=c++14"]);
      expect(report).toBe("714 target types, 731892 comparisons, 0 mismatches");
    },
    5 * minute,
  );

  it.each(["-std=c++14", "-std=c++17", "-std=c++20"])(
    "operators, conversions and bit access agree with plain integers under %s",
    async (standard) => {
      expect(await outputOf("ap_types_operators.cpp", [standard])).toMatch(/^\d{6} comparisons, 0 mismatches$/);
    },
    2 * minute,
  );

  it.each([
    ["unsigned_wrap_sm", "ap_ufixed: AP_WRAP_SM needs a sign bit"],
    ["int_plus_equals_fixed", "Vitis truncates the operand first"],
    ["too_many_saturated_bits", "N must be between 0 and W"],
  ])(
    "refuses to compile %s and says why",
    async (misuse, sentence) => {
      const check = ["-std=c++14", "-fsyntax-only", `-I${ownHeaders}`, join(here, "ap_types_misuse.cpp")];
      await execa("g++", check);
      await expect(execa("g++", [...check, `-D${misuse}`])).rejects.toMatchObject({
        stderr: expect.stringContaining(sentence),
      });
    },
    minute,
  );

  it.skipIf(amdHeaders === undefined).each(randomSeeds)(
    "prints the same bits as AMD's headers, random types of seed %i (set BXC_AMD_AP_TYPES to their directory)",
    async (seed) => {
      const flags = ["-std=c++14", `-DBXC_SEED=${seed}`, "-DBXC_TYPES=8"];
      const own = await outputOf("ap_types_random.cpp", flags);
      expect(own.split("\n")).toHaveLength(8 * 60);
      expect(own).toBe(await outputOf("ap_types_random.cpp", flags, amdHeaders));
    },
    10 * minute,
  );
});
