import { type Block, page, type Section } from "../plot/page.js";
import type { Evaluation } from "./evaluation.js";
import type { EvaluationFigure, EvaluationFigures } from "./figures.js";
import { tablesOf } from "./tables.js";

/** The evaluation as one page of HTML; `facts` name what was evaluated. */
export function reportPage(
  evaluation: Evaluation,
  figures: EvaluationFigures,
  title: string,
  facts: readonly (readonly [string, string])[],
): string {
  const { agreement, notice, provenance } = evaluation;
  const samples = provenance.map(({ generator, version, seed, stream, parameterHash }, i): [string, string] => [
    provenance.length > 1 ? `sample ${i + 1}` : "sample",
    `${generator} ${version}, seed ${seed}, stream ${stream}, parameters ${parameterHash}`,
  ]);
  return page({
    title,
    notice: notice ?? undefined,
    sections: [
      { heading: "Numbers", blocks: [...tablesOf(evaluation).map(tableBlock), { kind: "text", text: ERRORS }] },
      ...section("Classes", figures.classes),
      ...section("Efficiencies", figures.efficiencies),
      ...section("Residuals", figures.regressions),
      ...section("Fixed point against the reference", figures.agreement, agreement[0]?.twoSample.classifier),
    ],
    provenance: [...facts, ...samples],
  });
}

const ERRORS =
  "Errors of areas under curves: DeLong. Shares: intervals of Clopper and Pearson, 68.27 %. The last error of signal at a working point includes that of the threshold.";

function tableBlock({ title, header, rows }: ReturnType<typeof tablesOf>[number]): Block {
  return { kind: "table", caption: title, header, rows };
}

function section(heading: string, figures: readonly EvaluationFigure[], classifier?: string): Section[] {
  if (figures.length === 0) return [];
  const how = classifier === undefined ? [] : [{ kind: "text", text: `Two-sample test: ${classifier}.` } as const];
  return [{ heading, blocks: [...how, { kind: "figures", figures }] }];
}
