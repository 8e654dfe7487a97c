import type { Reporter } from "../../diagnostics/reporter.js";
import type { SettingsOf, SettingTable } from "./settings.js";

/** What a recipe may ask of the program that runs it: recipes do no IO. */
export interface RecipeHost {
  readonly reporter: Reporter;
  /** One line of progress: stage, epoch, loss and metrics. */
  readonly say: (line: string) => void;
  /** The checkpoint of a stage that an earlier run left behind, if it is to be resumed. */
  readonly resume: (stage: string) => Uint8Array | undefined;
  /** Called after every epoch, or as often as the recipe finds right. */
  readonly keep: (stage: string, checkpoint: Uint8Array) => void;
}

/** Numbers of a result by name; nested where there are several models or classes. */
export interface Metrics {
  readonly [name: string]: number | string | boolean | Metrics | readonly (number | string | Metrics)[];
}

/** What training gives. */
export interface RecipeResult {
  /** By path in the output folder: ONNX, QONNX, configurations, history.json, SVG plots. */
  readonly files: ReadonlyMap<string, Uint8Array | string>;
  readonly metrics: Metrics;
  /** Rows of the table that the command prints: what, value, error where there is one. */
  readonly summary: readonly (readonly [what: string, value: string])[];
}

/** A network of the trigger from data to files. Same settings, same bytes. */
export interface Recipe<T extends SettingTable = SettingTable> {
  readonly name: string;
  /** One line for `bxc train --help`, with the source of the architecture. */
  readonly about: string;
  readonly settings: T;
  /** Undefined where something went wrong (reported). */
  readonly run: (settings: SettingsOf<T>, host: RecipeHost) => RecipeResult | undefined;
}

/** Keeps the types of a recipe's own settings inside `run`. */
export function recipe<T extends SettingTable>(made: Recipe<T>): Recipe {
  return made as unknown as Recipe;
}
