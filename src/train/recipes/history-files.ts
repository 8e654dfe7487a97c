import { TOY_NOTICE } from "../../data/sample.js";
import { chart } from "../../plot/chart.js";
import { type History, historyJson } from "../fit/history.js";

/** `history/<stage>.json` and the losses as a plot beside it. */
export function historyFiles(stage: string, history: History): readonly (readonly [file: string, content: string])[] {
  const epochs = history.epochs.map((_, i) => i + 1);
  const validation = history.epochs.flatMap(({ validationLoss }) =>
    validationLoss === undefined ? [] : [validationLoss],
  );
  const plot = chart({
    title: `Training: ${stage}`,
    note: TOY_NOTICE,
    x: { label: "epoch" },
    y: { label: "loss" },
    series: [
      { kind: "line", name: "training", x: epochs, y: history.epochs.map(({ loss }) => loss) },
      ...(validation.length === epochs.length
        ? [{ kind: "line" as const, name: "validation", x: epochs, y: validation }]
        : []),
    ],
  });
  return [
    [`history/${stage}.json`, historyJson(history)],
    [`history/${stage}.svg`, plot],
  ];
}
