import { KNOBS as EVENT_KNOBS } from "./events/parameters.js";
import { createEventSource } from "./events/source.js";
import { KNOBS as JET_KNOBS } from "./jets/parameters.js";
import { createJetSource } from "./jets/source.js";
import type { KnobTable, KnobValues } from "./knobs.js";
import type { SampleRequest, SampleSource } from "./sample.js";
import { KNOBS as VERTEX_KNOBS } from "./vertices/parameters.js";
import { createVertexSource } from "./vertices/source.js";

/** A generator of samples, as `bxc generate` offers it. */
export interface SampleGenerator {
  readonly name: string;
  readonly about: string;
  readonly knobs: KnobTable;
  /** Parameters are values that the knobs take; those left out have their defaults. */
  readonly create: (request: SampleRequest & { readonly parameters?: KnobSettings }) => SampleSource;
}

type KnobSettings = Readonly<Record<string, number | string>>;

/** Every generator; all are toy Monte Carlo, not experiment simulation. */
export const SAMPLES: readonly SampleGenerator[] = [
  generator("jets", "jets of eight classes, for b-taggers (docs/toy-jets.md)", JET_KNOBS, createJetSource),
  generator(
    "vertices",
    "tracks of bunch crossings, for vertex finders (docs/toy-vertices.md)",
    VERTEX_KNOBS,
    createVertexSource,
  ),
  generator(
    "events",
    "objects of the global trigger, for autoencoders (docs/toy-events.md)",
    EVENT_KNOBS,
    createEventSource,
  ),
];

function generator<K extends KnobTable>(
  name: string,
  about: string,
  knobs: K,
  create: (request: SampleRequest & { readonly parameters?: Partial<KnobValues<K>> }) => SampleSource,
): SampleGenerator {
  // That the settings are values of these knobs, and not of others, the types can't say where the table is not known.
  return { name, about, knobs, create: create as SampleGenerator["create"] };
}
