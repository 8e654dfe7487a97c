import { mkdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bxc } from "../cli/run.js";
import { workspace } from "../cli/workspace.js";

const files = workspace();
const out = files.at("out");
const config = files.write("settings.yml", "jets: 2000\nepoch: 3\nbatch: many\nrate: [1]\n");
const broken = files.write("broken.yml", "jets: 2000: 3\n");
const foreign = files.at("foreign");
mkdirSync(foreign);
files.write("foreign/notes.txt", "mine");

/** Arguments, then what stderr says of them. */
const FIXTURES: readonly (readonly [readonly string[], ...string[]])[] = [
  [["train"], "BX7001]: missing required argument 'recipe'"],
  [["train", "btager", "-o", out], "BX7002]: recipe 'btager' is not valid", "did you mean btagger?"],
  [["train", "btagger"], "BX7001]: there is no place for the results\n = help: name one with --output FOLDER"],
  [
    ["train", "btagger", "-o", out, "--config", config],
    "BX6001]: there is no setting 'epoch'",
    "did you mean epochs?",
    "BX6002]: batch: 'many' is not valid; expected a whole number from 1 to 1000000",
    "BX6002]: rate: 'a list' is not valid; expected a number from 1e-7 to 1",
  ],
  [["train", "btagger", "-o", out, "--config", broken], "BX2001]: "],
  [["train", "btagger", "-o", out, "--config", files.at("none.yml")], "BX3001]: "],
  [
    ["train", "btagger", "-o", out, "--set", "jets"],
    "BX6002]: jets: '' is not valid; expected a whole number from 100",
  ],
  [["train", "btagger", "-o", out, "--set", "jets=1e99"], "BX6002]: jets: '1e+99' is not valid"],
  [["train", "btagger", "-o", foreign], "BX7004]: ", "exists and is not a Bunchcross project"],
  [["train", "btagger", "-o", "/proc/x/y"], "BX7006]: '/proc/x/y.partial' can't be written"],
];

describe("bxc train says what is wrong, all of it, before it trains", () => {
  it.each(FIXTURES)("%j", async (args, ...messages) => {
    const { exitCode, stderr } = await bxc(...args);
    expect(exitCode).not.toBe(0);
    for (const message of messages) expect(stderr).toContain(message);
  });

  it("does not resume what is of other settings", async () => {
    mkdirSync(`${out}.partial`, { recursive: true });
    files.write("out.partial/run.json", "{}");
    const { stderr } = await bxc("train", "btagger", "-o", out, "--resume");
    expect(stderr).toContain(
      `BX6003]: '${out}' can't be resumed: its checkpoints are of another recipe, version or settings`,
    );
  });
});
