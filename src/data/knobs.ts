/** A parameter that can be set by name: what holds where nothing was said, and what it may be. */
export type Knob = NumberKnob | ChoiceKnob | ListKnob;

interface NumberKnob {
  readonly kind: "integer" | "number";
  readonly default: number;
  readonly least: number;
  readonly most: number;
  readonly about: string;
}

interface ChoiceKnob {
  readonly kind: "choice";
  readonly default: string;
  readonly choices: readonly string[];
  readonly about: string;
}

/** Some of the members, each once, between commas. */
interface ListKnob {
  readonly kind: "list";
  readonly default: string;
  readonly members: readonly string[];
  readonly about: string;
}

export type KnobTable = Readonly<Record<string, Knob>>;

/** A value for each knob of a table. */
export type KnobValues<K extends KnobTable> = {
  readonly [N in keyof K]: K[N] extends NumberKnob
    ? number
    : K[N] extends { readonly choices: readonly (infer T)[] }
      ? T
      : string;
};

export function defaultsOf<K extends KnobTable>(knobs: K): KnobValues<K> {
  return Object.fromEntries(Object.entries(knobs).map(([name, knob]) => [name, knob.default])) as KnobValues<K>;
}

export function takes(knob: Knob, value: unknown): value is number | string {
  switch (knob.kind) {
    case "choice":
      return typeof value === "string" && knob.choices.includes(value);
    case "list": {
      const items = typeof value === "string" ? value.split(",") : [];
      return (
        new Set(items).size === items.length && items.length > 0 && items.every((item) => knob.members.includes(item))
      );
    }
    case "integer":
    case "number":
      if (typeof value !== "number" || !(value >= knob.least && value <= knob.most)) return false;
      return knob.kind === "number" || Number.isInteger(value);
  }
}

/** "one of a, b", "a whole number from 1 to 4". */
export function expectedOf(knob: Knob): string {
  const prefix = {
    choice: "one of",
    list: "different ones, between commas, of",
    integer: "a whole number from",
    number: "a number from",
  };
  return `${prefix[knob.kind]} ${rangeOf(knob)}`;
}

/** "a, b", "1 to 4". */
export function rangeOf(knob: Knob): string {
  if (knob.kind === "choice") return knob.choices.join(", ");
  return knob.kind === "list" ? knob.members.join(",") : `${knob.least} to ${knob.most}`;
}
