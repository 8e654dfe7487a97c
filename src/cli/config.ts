import path from "node:path";
import type { Compiled } from "../driver/compile.js";
import { compileModel } from "./compile-model.js";
import { writeUserFile } from "./files.js";
import { type ModelOptions, modelOptions } from "./model-options.js";
import type { Register } from "./program.js";
import type { Outcome, Session } from "./session.js";
import { table } from "./table.js";

interface ConfigOptions extends ModelOptions {
  readonly output?: string;
  readonly explain?: boolean;
}

const EXAMPLES = `
Examples:
  bxc config model.onnx -o model.yml
  bxc config model.onnx --config hls4ml_config.yml --explain

The starting configuration names the types that are in force without one, so it changes no bit until it is edited.
--explain prints every value in force and where it comes from: default, model, FILE:LINE or a flag.`;

export const configCommand: Register = (program, run) =>
  modelOptions(program.command("config"))
    .description("write a starting configuration, or explain the one in force")
    .argument("<model>", "ONNX file")
    .option("-o, --output <file>", "write it there instead of printing it")
    .option("--explain", "print each effective value and where it comes from")
    .addHelpText("after", EXAMPLES)
    .action(
      run(async (session, options: ConfigOptions, file: string) =>
        (options.explain ? explain : start)(session, options, file),
      ),
    );

/** Passes merge layers, and each layer of the model is to have its own entry. */
async function compileEachLayer(session: Session, file: string, options: ConfigOptions): Promise<Compiled | undefined> {
  const { PASSES } = await import("../passes/pipeline.js");
  return compileModel(session, file, { ...options, disablePass: PASSES.map(({ name }) => name) });
}

async function explain(session: Session, options: ConfigOptions, file: string): Promise<Outcome | undefined> {
  const compiled = await compileEachLayer(session, file, options);
  if (compiled === undefined) return undefined;
  const [{ printOrigin }, { effectiveValues }] = await Promise.all([
    import("../frontend/config/provenance.js"),
    import("../driver/effective.js"),
  ]);
  const { world } = compiled.settings;
  const values = effectiveValues(compiled).map(({ key, value, origin }) => ({ key, value, from: printOrigin(origin) }));
  const rows = values.map(({ key, value, from }) => [key, value, from]);
  const meaning =
    world === "hls4ml"
      ? "hls4ml's numerics: the bits are those of that tool"
      : "Bunchcross's own numerics: types from value ranges, weights rounded to nearest";
  return { data: { world, values }, text: `${meaning}\n\n${table(["setting", "value", "from"], rows)}` };
}

async function start(session: Session, options: ConfigOptions, file: string): Promise<Outcome | undefined> {
  if (options.config !== undefined) {
    const hint = "add --explain to see what that configuration settles";
    session.reporter.report("BX7001", { problem: "a starting configuration is made without --config", hint });
    return undefined;
  }
  const compiled = await compileEachLayer(session, file, options);
  if (compiled === undefined) return undefined;
  const yaml = await starterText(compiled, file);
  if (options.output === undefined) return { data: { config: yaml }, text: yaml };
  if (!(await writeUserFile(options.output, yaml, session.reporter))) return undefined;
  return { data: { config: yaml, file: options.output }, text: table(["written"], [[options.output]]) };
}

async function starterText(compiled: Compiled, model: string): Promise<string> {
  const [{ starterConfig }, { proposeLayers }] = await Promise.all([
    import("../frontend/config/starter.js"),
    import("../driver/propose.js"),
  ]);
  const { projectName, part, clockPeriod, clockUncertainty, ioType } = compiled.settings;
  const facts = { projectName, part, clockPeriod, clockUncertainty, ioType };
  return starterConfig({ model: path.basename(model), ...facts, layers: proposeLayers(compiled) });
}
