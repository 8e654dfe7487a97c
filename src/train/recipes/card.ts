import { TOY_NOTICE } from "../../data/sample.js";
import type { Recipe, RecipeResult } from "./recipe.js";

export interface CardRequest {
  readonly recipe: Recipe;
  readonly version: string;
  readonly settings: Readonly<Record<string, number | string>>;
  readonly result: RecipeResult;
  /** SHA-256 in hex of every file beside the card. */
  readonly hashes: ReadonlyMap<string, string>;
}

/** The card of a training: what was made from what, how good it is, and how to make it again. */
export function cardText({ recipe, version, settings, result, hashes }: CardRequest): string {
  const changed = Object.entries(settings).filter(([name, value]) => recipe.settings[name]?.default !== value);
  const flags = changed.map(([name, value]) => ` --set ${name}=${value}`).join("");
  return `# ${recipe.name}

${recipe.about}. Data: ${TOY_NOTICE}.

Made by Bunchcross ${version} with \`bxc train ${recipe.name}${flags} -o FOLDER\`; the same command gives the same bytes.

## Figures

${table(["figure", "value"], result.summary)}

All of them with errors, the generator's version and the hash of its parameters: \`metrics.json\`.

## Settings

${table(
  ["setting", "value", ""],
  Object.entries(settings).map(([name, value]) => [name, String(value), recipe.settings[name]?.about ?? ""]),
)}

## Files

${table(
  ["file", "SHA-256"],
  Array.from(hashes, ([name, hash]) => [name, `\`${hash}\``]),
)}

A quantized model is an \`.onnx\` file with the \`.yml\` of its name: \`bxc predict NAME.onnx --config NAME.yml ...\`.
`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
