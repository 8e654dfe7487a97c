import type { Location } from "../../diagnostics/diagnostic.js";
import type { Written } from "./shape.js";

/** Where a setting comes from: nobody said it, the model's file gave it, a line of the configuration, or a flag. */
export type Origin =
  | { readonly kind: "default" }
  | { readonly kind: "model" }
  | { readonly kind: "file"; readonly at: Location }
  | { readonly kind: "flag"; readonly flag: string };

/** One line of `bxc config --explain`. */
export interface EffectiveValue {
  /** `Part`, `LayerName.fc1.Precision.weight`. */
  readonly key: string;
  readonly value: string;
  readonly origin: Origin;
}

/** The value of a setting that nobody names and that a rule of the numerics decides. */
export const BY_RULE = "by rule";

export const BY_DEFAULT: Origin = { kind: "default" };

export function originOf(written: Written<unknown> | undefined): Origin {
  return written === undefined ? BY_DEFAULT : { kind: "file", at: written.at };
}

/** `default`, `model`, `config.yml:12` or `--part`. */
export function printOrigin(origin: Origin): string {
  switch (origin.kind) {
    case "default":
    case "model":
      return origin.kind;
    case "file":
      return `${origin.at.file}:${origin.at.line}`;
    case "flag":
      return origin.flag;
  }
}

/** Settings as they are looked up, each once. */
export interface Ledger {
  readonly note: (key: string, value: string, origin: Origin) => void;
  readonly all: () => EffectiveValue[];
}

export function createLedger(): Ledger {
  const values = new Map<string, EffectiveValue>();
  return {
    note: (key, value, origin) => {
      // A lookup that asks less (the layer alone, without the Model) doesn't hide what a fuller one has found.
      if (origin.kind === "default" && values.has(key)) return;
      values.set(key, { key, value, origin });
    },
    all: () => [...values.values()],
  };
}
