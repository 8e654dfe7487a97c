import { row } from "../diagnostic.js";

/** BX5xxx: compilers and other tools. */
export const toolCodes = {
  BX5001: row<{ tool: string; needed: string; install: string }>({
    severity: "error",
    title: "tool not found",
    explain:
      "A command needs a program that is not on the PATH. `bxc doctor` lists what is there and what works without.",
    message: ({ tool, needed }) => `${tool} was not found; it is needed to ${needed}`,
    hint: ({ install }) => install,
  }),
} as const;
