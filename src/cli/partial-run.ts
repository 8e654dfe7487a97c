import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Reporter } from "../diagnostics/reporter.js";
import { makeFolder, reasonOf } from "../files/file-system.js";

/** What an unfinished run leaves beside its output folder, so that it can be taken up again. */
export interface PartialRun {
  readonly read: (stage: string) => Uint8Array | undefined;
  readonly keep: (stage: string, checkpoint: Uint8Array) => void;
  /** The run is finished: nothing is left. */
  readonly remove: () => void;
}

/**
 * The checkpoints of a run, in `<folder>.partial`. With `resume` those of an earlier run are found again, provided that it
 * was of the same `identity` (recipe, version, settings); without, they are thrown away. Undefined where that fails
 * (reported).
 */
export async function openPartialRun(
  folder: string,
  identity: string,
  resume: boolean,
  reporter: Reporter,
): Promise<PartialRun | undefined> {
  const partial = `${path.resolve(folder)}.partial`;
  const identityFile = path.join(partial, "run.json");
  const fileOf = (stage: string): string => path.join(partial, `${stage}.checkpoint`);
  try {
    if (resume && existsSync(identityFile)) {
      if (readFileSync(identityFile, "utf8") !== identity) {
        reporter.report("BX6003", { folder, reason: "its checkpoints are of another recipe, version or settings" });
        return undefined;
      }
    } else {
      rmSync(partial, { recursive: true, force: true });
      await makeFolder(partial);
      writeFileSync(identityFile, identity);
    }
  } catch (error) {
    reporter.report("BX7006", { path: partial, reason: reasonOf(error) });
    return undefined;
  }
  return {
    read: (stage) => (existsSync(fileOf(stage)) ? readFileSync(fileOf(stage)) : undefined),
    keep: (stage, checkpoint) => {
      // A run may be cut at any time: a checkpoint is whole or the one before.
      writeFileSync(`${fileOf(stage)}.new`, checkpoint);
      renameSync(`${fileOf(stage)}.new`, fileOf(stage));
    },
    remove: () => rmSync(partial, { recursive: true, force: true }),
  };
}
