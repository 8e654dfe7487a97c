import { plural } from "../../support/text.js";
import { generatedBy, markdownTable } from "./markdown.js";

/** What the commands said of one model. */
export interface Surveyed {
  readonly model: string;
  /** Layers after all passes, events and values compared; undefined where `bxc check` refused the model. */
  readonly verified?: {
    readonly layers: number;
    readonly events: number;
    readonly values: number;
    readonly equal: boolean;
  };
  readonly problems: readonly Problem[];
}

export interface Problem {
  readonly code: string;
  readonly severity: "error" | "warning" | "note";
  readonly message: string;
  readonly at: { readonly onnxNode?: string; readonly onnxValue?: string };
}

/** docs/models.md: each public model with its verdict. */
export function surveyPage(models: readonly Surveyed[]): string {
  const rows = models.map(({ model, verified, problems }) => {
    if (verified === undefined) return [model, "refused", reasons(problems)];
    const { layers, events, values, equal } = verified;
    const what = `${plural(layers, "layer")}; ${values} values of ${events} events`;
    return [model, equal ? "compiled and verified" : "**differs**", what];
  });
  return `${generatedBy("src/tools/survey.ts (npm run survey)")}
# Public models

What becomes of the public models of the field (\`../shared/models\`, where it is present): \`bxc check\`, and where it
accepts the model \`bxc verify\`, which compares simulation and compiled C++ bit for bit, layer by layer, on corner vectors
and random events. No configuration is given, so these are Bunchcross's own numerics.

${markdownTable(["model", "verdict", "layers and values compared, or every reason"], rows)}
`;
}

/** Errors of one wording together, with the nodes and values that they are about. */
function reasons(problems: readonly Problem[]): string {
  const places = new Map<string, string[]>();
  for (const { severity, code, message, at } of problems) {
    if (severity !== "error") continue;
    const reason = `${code}: ${message}`;
    places.set(reason, [...(places.get(reason) ?? []), at.onnxNode ?? at.onnxValue ?? ""]);
  }
  return [...places]
    .map(([reason, names]) => {
      const named = names.filter((name) => name !== "").map((name) => `\`${name}\``);
      return named.length === 0 ? reason : `${reason} (${named.join(", ")})`;
    })
    .join("<br>");
}
