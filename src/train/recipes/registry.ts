import { autoencoder, vae } from "./anomaly/recipes.js";
import { btagger } from "./btagger.js";
import type { Recipe } from "./recipe.js";

/** What `bxc train` can train. */
export const RECIPES: readonly Recipe[] = [btagger, autoencoder, vae];

export function recipeOf(name: string): Recipe | undefined {
  return RECIPES.find((recipe) => recipe.name === name);
}
