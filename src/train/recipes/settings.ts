import { isMap, isScalar, isSeq, type Node } from "yaml";
import { expectedOf, type Knob, takes } from "../../data/knobs.js";
import type { Location } from "../../diagnostics/diagnostic.js";
import type { Reporter } from "../../diagnostics/reporter.js";
import { openDocument } from "../../frontend/config/document.js";
import { didYouMean } from "../../support/text.js";

/** A setting of a recipe: what `--config` and `--set` may say, and what holds where they are silent. */
export type Setting = Knob;

export type SettingTable = Readonly<Record<string, Setting>>;

/** The settings of a run, all of them. */
export type SettingsOf<T extends SettingTable> = {
  readonly [K in keyof T]: T[K]["default"] extends number
    ? number
    : T[K]["default"] extends string
      ? string
      : number | string;
};

/** Settings as given, with where each was given. */
export interface GivenSetting {
  readonly name: string;
  readonly value: unknown;
  readonly at: Location;
}

/** Settings of a YAML or JSON file: one map of names to values. Undefined where it can't be read (reported). */
export function readSettings(text: string, file: string, reporter: Reporter): GivenSetting[] | undefined {
  const document = openDocument(text, file, reporter);
  return document?.root.items.map(({ key, value }) => {
    const name = isScalar(key) ? String(key.value) : String(key);
    return { name, value: plain(value as Node | null), at: document.at(key as Node) };
  });
}

function plain(node: Node | null): unknown {
  if (isScalar(node)) return node.value;
  return isMap(node) ? "a map" : isSeq(node) ? "a list" : "nothing";
}

/** `NAME=VALUE` as `--set` takes it. */
export function parseSetting(text: string): GivenSetting {
  const [name = "", ...rest] = text.split("=");
  const value = rest.join("=").trim();
  const number = Number(value);
  return { name: name.trim(), value: value !== "" && Number.isFinite(number) ? number : value, at: {} };
}

/** Defaults with what was given in their place, later ones first; every mistake is reported. */
export function settle<T extends SettingTable>(
  table: T,
  given: readonly GivenSetting[],
  reporter: Reporter,
): SettingsOf<T> {
  const settings: Record<string, number | string> = {};
  for (const [name, setting] of Object.entries(table)) settings[name] = setting.default;
  for (const { name, value, at } of given) {
    const setting = Object.hasOwn(table, name) ? table[name] : undefined;
    if (setting === undefined) {
      const known = Object.keys(table);
      reporter.report("BX6001", { name, near: didYouMean(name, known), known }, at);
    } else if (takes(setting, value)) settings[name] = value;
    else reporter.report("BX6002", { name, value: String(value), expected: expectedOf(setting) }, at);
  }
  return settings as SettingsOf<T>;
}
