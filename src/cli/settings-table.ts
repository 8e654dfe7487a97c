import { type KnobTable, rangeOf } from "../data/knobs.js";
import { table } from "./table.js";

/** What can be set, with defaults and ranges. */
export function settingsTable(settings: KnobTable): string {
  const rows = Object.entries(settings).map(([name, knob]) => [name, String(knob.default), rangeOf(knob), knob.about]);
  return table(["setting", "default", "range", ""], rows);
}
