import { expect } from "vitest";
import { createReporter } from "../../src/diagnostics/reporter.js";
import { must } from "../../src/support/errors.js";
import type { RecipeResult } from "../../src/train/recipes/recipe.js";
import { recipeOf } from "../../src/train/recipes/registry.js";
import { parseSetting, settle } from "../../src/train/recipes/settings.js";

/** Trains by a recipe with some settings (`name=value`), without checkpoints; nothing may be reported. */
export function runRecipe(name: string, ...given: readonly string[]): RecipeResult {
  const reporter = createReporter();
  const recipe = must(recipeOf(name), name);
  const settings = settle(recipe.settings, given.map(parseSetting), reporter);
  const host = { reporter, say: () => {}, resume: () => undefined, keep: () => {} };
  const result = recipe.run(settings, host);
  expect(reporter.diagnostics).toEqual([]);
  return must(result, "result");
}

/** A number of the metrics by the names on the way to it. */
export function metric(result: RecipeResult, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], result.metrics);
}
