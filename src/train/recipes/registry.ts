import { autoencoder, vae } from "./anomaly/recipes.js";
import { continual } from "./continual/recipe.js";
import { btagger } from "./jets/btagger.js";
import { deepset } from "./jets/deepset.js";
import type { Recipe } from "./recipe.js";
import { vertex } from "./vertex/recipe.js";

/** What `bxc train` can train. */
export const RECIPES: readonly Recipe[] = [btagger, deepset, autoencoder, vae, vertex, continual];

export function recipeOf(name: string): Recipe | undefined {
  return RECIPES.find((recipe) => recipe.name === name);
}
