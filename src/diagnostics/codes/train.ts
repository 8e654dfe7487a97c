import { shown } from "../../support/text.js";
import { row } from "../diagnostic.js";

/** BX6xxx: training and generated samples. */
export const trainCodes = {
  BX6001: row<{ name: string; near: string | undefined; known: readonly string[] }>({
    severity: "error",
    title: "unknown setting",
    explain: "A recipe takes a closed set of settings, in the file of `--config` or by `--set NAME=VALUE`.",
    message: ({ name }) => `there is no setting '${shown(name)}'`,
    hint: ({ near, known }) => (near === undefined ? `known are ${known.join(", ")}` : `did you mean ${near}?`),
  }),
  BX6002: row<{ name: string; value: string; expected: string }>({
    severity: "error",
    title: "value of a setting",
    explain: "A setting was given a value that it does not take.",
    message: ({ name, value, expected }) => `${name}: '${shown(value)}' is not valid; expected ${expected}`,
  }),
  BX6003: row<{ folder: string; reason: string }>({
    severity: "error",
    title: "training can't be resumed",
    explain:
      "`bxc train --resume` goes on from the checkpoints that an interrupted run left in FOLDER.partial: of the same recipe, version and settings.",
    message: ({ folder, reason }) => `'${shown(folder)}' can't be resumed: ${reason}`,
    hint: () => "leave --resume out to train from the start",
  }),
} as const;
