import { createHash } from "node:crypto";
import type { Reporter } from "../diagnostics/reporter.js";
import { didYouMean } from "../support/text.js";
import { cardText } from "../train/recipes/card.js";
import type { Recipe, RecipeResult } from "../train/recipes/recipe.js";
import { RECIPES, recipeOf } from "../train/recipes/registry.js";
import { type GivenSetting, parseSetting, readSettings, settle } from "../train/recipes/settings.js";
import { readUserFile } from "./files.js";
import { openPartialRun } from "./partial-run.js";
import { mayReplace, writeProject } from "./project-folder.js";
import type { Outcome, Session } from "./session.js";
import { settingsTable } from "./settings-table.js";
import { table } from "./table.js";
import type { TrainOptions } from "./train.js";
import { toolVersion } from "./version.js";

/** The body of `bxc train`. */
export async function train(session: Session, options: TrainOptions, name: string): Promise<Outcome | undefined> {
  const { reporter } = session;
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
  const identity: Identity = { recipe: recipe.name, version: toolVersion(), settings };
  const replace = { force, inside: ["."] };
  if (!(await mayReplace(folder, replace, reporter))) return undefined;
  const partial = await openPartialRun(folder, JSON.stringify(identity), resume, reporter);
  if (partial === undefined) return undefined;
  const host = { reporter, say, resume: partial.read, keep: partial.keep };
  const result = recipe.run(settings, host);
  if (result === undefined || reporter.hasErrors()) return undefined;
  const files = withCard(recipe, result, identity);
  if (!(await writeProject(folder, files, replace, reporter))) return undefined;
  partial.remove();
  const summary = table(["figure", "value"], result.summary);
  return {
    data: { ...identity, folder, files: [...files.keys()], metrics: result.metrics },
    text: `${summary}\n${files.size} files in ${folder}\n`,
  };
}

/** What a run was of: the same in manifest, card and checkpoints. */
interface Identity {
  readonly recipe: string;
  readonly version: string;
  readonly settings: Readonly<Record<string, number | string>>;
}

/** The files with metrics.json, README.md (the card) and manifest.json. */
function withCard(recipe: Recipe, result: RecipeResult, { version, ...run }: Identity) {
  const all = new Map(result.files).set("metrics.json", `${JSON.stringify(result.metrics, null, 2)}\n`);
  const hashOf = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");
  const hashes = new Map(Array.from(all, ([name, content]) => [name, hashOf(content)]));
  const card = cardText({ recipe, version, settings: run.settings, result, hashes });
  all.set("README.md", card);
  const manifest = {
    project: run.recipe,
    tool: { name: "bunchcross", version },
    sources: [],
    ...run,
    files: { ...Object.fromEntries(hashes), "README.md": hashOf(card) },
  };
  return all.set("manifest.json", `${JSON.stringify(manifest, null, 2)}\n`);
}

function listSettings({ name, about, settings }: Recipe): Outcome {
  return { data: { recipe: name, about, settings }, text: `${about}\n\n${settingsTable(settings)}` };
}
