import type { Location } from "../../diagnostics/diagnostic.js";
import type { Reporter } from "../../diagnostics/reporter.js";
import { identifier } from "../../support/names.js";
import { shown } from "../../support/text.js";

/** File names are made from it with suffixes; tools limit paths. */
const LONGEST = 80;

/** Reports BX2052 where the name can't be an identifier of C++ and Verilog. `what` is the key or flag that gave it. */
export function checkName(name: string, what: string, at: Location, reporter: Reporter): void {
  const problem = problemOf(name);
  if (problem !== undefined)
    reporter.report("BX2052", { what, name: shown(name), problem, suggestion: identifier(name) }, at);
}

/** The project's name where nobody gives one: that of the model's file, made legal. */
export function projectNameOf(model: string): string {
  return problemOf(model) === undefined ? model : identifier(model);
}

function problemOf(name: string): string | undefined {
  if (!/^[A-Za-z]\w*$/.test(name)) return "is no identifier (a letter, then letters, digits and underscores)";
  if (/__|_$/.test(name)) return "has a double or trailing underscore, which C++ and VHDL reserve";
  if (name.length > LONGEST) return `has ${name.length} characters; at most ${LONGEST} are allowed`;
  // In lower case, as the suggestion would leave any short name alone that is no reserved word.
  const short = name.toLowerCase().slice(0, 40).replace(/_$/, "");
  return identifier(short) === short ? undefined : "is a word that C++, Verilog or the emitted code uses itself";
}
