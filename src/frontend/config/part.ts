import type { Location } from "../../diagnostics/diagnostic.js";
import type { Reporter } from "../../diagnostics/reporter.js";
import { didYouMean, shown } from "../../support/text.js";

/** Part of hls4ml's own default: the largest of CMS's trigger boards. */
export const DEFAULT_PART = "xcvu13p-flga2577-2-e";

/** Parts of trigger boards and of the usual evaluation boards. */
const PARTS = [
  DEFAULT_PART,
  "xcvu13p-fhga2104-2-e",
  "xcvu13p-fhgb2104-2L-e",
  "xcvu9p-flga2104-2L-e",
  "xcvu9p-flgb2104-2-e",
  "xcvu9p-flgc2104-1-e",
  "xcku15p-ffva1760-2-e",
  "xcku115-flvb2104-2-i",
  "xc7vx690tffg1927-2",
  "xc7z020clg400-1",
  "xczu9eg-ffvb1156-2-e",
  "xczu28dr-ffvg1517-2-e",
  "xcu200-fsgd2104-2-e",
  "xcu250-figd2104-2L-e",
  "xcu55c-fsvh2892-2L-e",
  "xck26-sfvc784-2LV-c",
  "xcvc1902-vsva2197-2MP-e-S",
];

/** Device, package (set off by a dash since UltraScale), speed grade, temperature grade, further marks. */
const GRAMMAR = /^xc[a-z0-9]+?-?[a-z]{3,4}\d{3,4}-\d[a-z]*(-[a-z])*$/i;

/** Reports BX2050 (not a part number) or BX2051 (a part not known here). `what` is the key or flag that gave it. */
export function checkPart(part: string, what: string, at: Location, reporter: Reporter): void {
  const lower = part.toLowerCase();
  if (PARTS.some((known) => known.toLowerCase() === lower)) return;
  const params = { what, part: shown(part), near: didYouMean(part, PARTS) };
  reporter.report(GRAMMAR.test(part) ? "BX2051" : "BX2050", params, at);
}
