import { TOY_NOTICE } from "../data/sample.js";
import type { Reporter } from "../diagnostics/reporter.js";
import { must } from "../support/errors.js";
import { agreementOf } from "./agreement.js";
import { classify } from "./classification.js";
import { EVALUATION_SCHEMA, type Evaluation } from "./evaluation.js";
import type { EvaluatedEvents, OutputValues } from "./events.js";
import { regress } from "./regression.js";

/** Everything that is to be known of a model's outputs on some events. Same events, same numbers. */
export function evaluate(events: EvaluatedEvents, reporter: Reporter): Evaluation {
  const { outputs, labels, targets, weights, provenance } = events;
  const outputNamed = (name: string): OutputValues =>
    must(
      outputs.find((output) => output.name === name),
      `output ${name}`,
    );
  return {
    schema: EVALUATION_SCHEMA,
    events: events.events,
    weights: weights?.name ?? null,
    notice: provenance.length > 0 ? TOY_NOTICE : null,
    provenance,
    classification: labels === undefined ? null : classify(outputNamed(labels.output), labels, events, reporter),
    regressions: targets.map((target) => regress(outputNamed(target.output), target, events)),
    agreement: outputs.flatMap((output) => agreementOf(output, weights?.values) ?? []),
  };
}
