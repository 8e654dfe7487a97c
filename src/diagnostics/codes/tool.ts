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
  BX5002: row<{ command: string; exit: string; said: readonly string[] }>({
    severity: "error",
    title: "native simulator does not compile",
    explain:
      "With `--engine native`, the machine's own C++ compiler makes the simulator. It has to know C++17 and -march=native: g++ from version 9 on and clang++ from version 10 on do.",
    message: ({ command, exit, said }) => [`'${command}' failed (${exit})`, ...said].join("\n  "),
    hint: () => "set CXX to another compiler, or leave --engine native out: the default engine gives the same bits",
  }),
} as const;
