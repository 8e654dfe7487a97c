import { TOY_NOTICE } from "../../data/sample.js";
import { type History, historyJson } from "../fit/history.js";
import { historyPlot } from "../fit/history-plot.js";

/** `history/<stage>.json` and the losses as a plot beside it. */
export function historyFiles(stage: string, history: History): readonly (readonly [file: string, content: string])[] {
  return [
    [`history/${stage}.json`, historyJson(history)],
    [`history/${stage}.svg`, historyPlot(history, { title: `Training: ${stage}`, note: TOY_NOTICE })],
  ];
}
