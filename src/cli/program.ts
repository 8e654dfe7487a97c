import { Command, Option } from "commander";
import { checkCommand } from "./check.js";
import { compileCommand } from "./compile.js";
import { configCommand } from "./config.js";
import { doctorCommand } from "./doctor.js";
import { evaluateCommand } from "./evaluate.js";
import { EXIT_HELP } from "./exit-codes.js";
import { explainCommand } from "./explain.js";
import { generateCommand } from "./generate.js";
import type { Io } from "./io.js";
import { opsCommand } from "./ops.js";
import { passesCommand } from "./passes.js";
import { predictCommand } from "./predict.js";
import { type CommonOptions, createSession, finish, type Run } from "./session.js";
import { trainCommand } from "./train.js";
import { verifyCommand } from "./verify.js";
import { toolVersion } from "./version.js";

/** Adds a command to the program. */
export type Register = (program: Command, run: Run) => Command;

const COMMANDS: readonly Register[] = [
  compileCommand,
  predictCommand,
  generateCommand,
  trainCommand,
  verifyCommand,
  evaluateCommand,
  checkCommand,
  configCommand,
  opsCommand,
  passesCommand,
  explainCommand,
  doctorCommand,
];

/** The whole command line; `ended` gets the exit code of the command that ran. */
export function createProgram(io: Io, ended: (exitCode: number) => void): Command {
  const program = new Command("bxc")
    .description("Compiles trained neural networks to verified trigger firmware and emulates them bit for bit.")
    .version(toolVersion())
    .addHelpText("after", EXIT_HELP)
    .exitOverride()
    .configureOutput({ writeOut: io.stdout, writeErr: io.stderr, outputError: () => {} });
  const run: Run =
    (command) =>
    async (...all) => {
      const options = all.at(-2) as CommonOptions as Parameters<typeof command>[1];
      const session = createSession(io, options);
      const outcome = await command(session, options, ...(all.slice(0, -2) as never));
      ended(finish(session, options, outcome));
    };
  for (const register of COMMANDS) {
    register(program, run)
      .option("--json", "print one JSON object on stdout instead of text")
      .addOption(
        new Option("--reporter <form>", "form of diagnostics").choices(["terminal", "github"]).default("terminal"),
      );
  }
  return program;
}
