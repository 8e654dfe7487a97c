import { shown } from "../../support/text.js";
import { row } from "../diagnostic.js";

/** BX7xxx: how a command was called. */
export const usageCodes = {
  BX7001: row<{ problem: string; hint: string }>({
    severity: "error",
    title: "command line not understood",
    explain:
      "A command, option or argument is not one that Bunchcross knows. `bxc --help` and `bxc COMMAND --help` list them.",
    message: ({ problem }) => problem,
    hint: ({ hint }) => hint,
  }),
  BX7002: row<{ option: string; value: string; expected: string; near?: string | undefined }>({
    severity: "error",
    title: "value of an option",
    explain: "An option was given a value that it does not take.",
    message: ({ option, value, expected }) => `${option} '${shown(value)}' is not valid; expected ${expected}`,
    hint: ({ near }) => (near === undefined ? undefined : `did you mean ${near}?`),
  }),
  BX7004: row<{ folder: string; problem: string; hint: string }>({
    severity: "error",
    title: "output folder can't be replaced",
    explain:
      "`bxc compile` replaces its output folder. It refuses one that it did not write itself (one without a Bunchcross manifest.json), and one that holds the model or the working folder.",
    message: ({ folder, problem }) => `'${shown(folder)}' ${problem}`,
    hint: ({ hint }) => hint,
  }),
  BX7005: row<{ code: string; near: string | undefined }>({
    severity: "error",
    title: "unknown code",
    explain: "`bxc explain` takes the code of a diagnostic, such as BX1101.",
    message: ({ code }) => `there is no diagnostic '${shown(code)}'`,
    hint: ({ near }) => (near === undefined ? "`bxc explain` without a code lists all" : `did you mean ${near}?`),
  }),
  BX7006: row<{ path: string; reason: string }>({
    severity: "error",
    title: "file can't be written",
    explain: "A file or folder that the command should write can't be written.",
    message: ({ path, reason }) => `'${shown(path)}' can't be written: ${reason}`,
  }),
  BX7007: row<{ folder: string }>({
    severity: "error",
    title: "not a Bunchcross project",
    explain:
      "`bxc verify` takes an ONNX file, or a folder that `bxc compile` wrote: its manifest.json names the model and the configuration it was made from.",
    message: ({ folder }) => `'${shown(folder)}' is a folder without a Bunchcross manifest.json`,
    hint: () => "give the folder that `bxc compile` wrote, or an ONNX file",
  }),
  BX7008: row<{ role: string }>({
    severity: "error",
    title: "source of a project has changed",
    explain:
      "The manifest of a project holds the SHA-256 of the model and configuration that it was made from. The file has changed since, so the project can't be the C++ of it.",
    message: ({ role }) => `the ${role} has changed since the project was written`,
    hint: () => "run `bxc compile` again, or bring the old file back",
  }),
  BX7009: row<{ files: readonly string[] }>({
    severity: "warning",
    title: "files of a project were edited",
    explain:
      "Files of a project differ from what `bxc compile` wrote (by the SHA-256 in its manifest). They are verified as they are.",
    message: ({ files }) => `edited since the project was written: ${files.map((file) => shown(file)).join(", ")}`,
  }),
} as const;
