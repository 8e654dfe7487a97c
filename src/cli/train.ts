import { createHash } from "node:crypto";
import type { Reporter } from "../diagnostics/reporter.js";
import { didYouMean } from "../support/text.js";
import type { Recipe, RecipeResult } from "../train/recipes/recipe.js";
import { type GivenSetting, parseSetting, readSettings, settle } from "../train/recipes/settings.js";
import { readUserFile } from "./files.js";
import { collect } from "./model-options.js";
import { openPartialRun } from "./partial-run.js";
import type { Register } from "./program.js";
import { writeProject } from "./project-folder.js";
import type { CommonOptions, Outcome, Session } from "./session.js";
import { settingsTable } from "./settings-table.js";
import { table } from "./table.js";
import { toolVersion } from "./version.js";

interface TrainOptions extends CommonOptions {
  readonly output?: string;
  readonly config?: string;
  readonly set?: readonly string[];
  readonly resume?: boolean;
  readonly force?: boolean;
  readonly settings?: boolean;
}

const EXAMPLES = `
Examples:
  bxc train btagger -o btagger
  bxc train btagger -o small --set jets=20000 --set epochs=3
  bxc train autoencoder --config autoencoder.yml -o autoencoder --resume
  bxc train vertex --settings

All data are made on the way: toy Monte Carlo, not experiment simulation. The same settings give the same bytes.`;

export const trainCommand: Register = (program, run) =>
  program
    .command("train")
    .description("train a network of the trigger, from toy data to quantized ONNX")
    .argument("<recipe>", "btagger, deepset, vertex, autoencoder, vae or continual")
    .option("-o, --output <folder>", "where models, configurations, metrics and plots go")
    .option("-c, --config <file>", "settings: a YAML or JSON map")
    .option("-s, --set <name=value>", "one setting (repeatable)", collect)
    .option("--resume", "go on from the checkpoints of an interrupted run")
    .option("--force", "replace an output folder that Bunchcross did not write")
    .option("--settings", "list the settings with their defaults instead of training")
    .addHelpText("after", EXAMPLES)
    .action(run(train));

async function train(session: Session, options: TrainOptions, name: string): Promise<Outcome | undefined> {
  const { reporter } = session;
  const { RECIPES, recipeOf } = await import("../train/recipes/registry.js");
  const recipe = recipeOf(name);
  if (recipe === undefined) {
    const names = RECIPES.map((known) => known.name);
    const expected = `one of ${names.join(", ")}`;
    reporter.report("BX7002", { option: "recipe", value: name, expected, near: didYouMean(name, names) });
    return undefined;
  }
  if (options.settings) return listSettings(recipe);
  if (options.output === undefined) {
    reporter.report("BX7001", { problem: "there is no place for the results", hint: "name one with --output FOLDER" });
  }
  const settings = settle(recipe.settings, await givenSettings(options, reporter), reporter);
  if (reporter.hasErrors() || options.output === undefined) return undefined;
  return trainInto(session, recipe, settings, options.output, options);
}

async function givenSettings({ config, set = [] }: TrainOptions, reporter: Reporter): Promise<GivenSetting[]> {
  const flags = set.map(parseSetting);
  if (config === undefined) return flags;
  const bytes = await readUserFile(config, "configuration", reporter);
  const read = bytes && readSettings(new TextDecoder().decode(bytes), config, reporter);
  return [...(read ?? []), ...flags];
}

async function trainInto(
  { reporter, say }: Session,
  recipe: Recipe,
  settings: Readonly<Record<string, number | string>>,
  folder: string,
  { resume = false, force = false }: TrainOptions,
): Promise<Outcome | undefined> {
  const identity = { recipe: recipe.name, version: toolVersion(), settings };
  const partial = openPartialRun(folder, JSON.stringify(identity), resume, reporter);
  if (partial === undefined) return undefined;
  const host = { reporter, say, resume: partial.read, keep: partial.keep };
  const result = recipe.run(settings, host);
  if (result === undefined || reporter.hasErrors()) return undefined;
  const files = withManifest(result, identity);
  if (!(await writeProject(folder, files, { force, inside: ["."] }, reporter))) return undefined;
  partial.remove();
  const summary = table(["", ""], result.summary);
  return {
    data: { ...identity, folder, files: [...files.keys()], metrics: result.metrics },
    text: `${summary}\n${files.size} files in ${folder}\n`,
  };
}

function withManifest({ files, metrics }: RecipeResult, { version, ...run }: { recipe: string; version: string }) {
  const all = new Map(files).set("metrics.json", `${JSON.stringify(metrics, null, 2)}\n`);
  const hashes = Array.from(all, ([name, content]) => [name, createHash("sha256").update(content).digest("hex")]);
  const manifest = {
    project: run.recipe,
    tool: { name: "bunchcross", version },
    sources: [],
    ...run,
    files: Object.fromEntries(hashes),
  };
  return all.set("manifest.json", `${JSON.stringify(manifest, null, 2)}\n`);
}

function listSettings({ name, about, settings }: Recipe): Outcome {
  return { data: { recipe: name, about, settings }, text: `${about}\n\n${settingsTable(settings)}` };
}
