import type { Columns } from "../../data/columns.js";
import { predict } from "../../fit/evaluate.js";
import type { Network } from "../../network.js";
import { nonZerosOf } from "../../optimize/prune-statistics.js";
import type { Agreement } from "../firmware.js";
import type { Variants } from "../variants.js";
import { VARIANTS } from "../variants.js";
import { chainAgreement, EVENTS_AT_ONCE } from "./bits.js";
import { type Chain, chainOf, runChain } from "./chain.js";
import { placesOf, residualsOf, type TrackSample, tracksOf } from "./figures.js";

/** Events of one kind to judge with. */
export interface TestSample {
  readonly name: string;
  readonly data: Columns;
}

/** What a chain makes of the events of a test sample. */
export interface Answer {
  readonly residuals: Float64Array;
  readonly tracks: TrackSample;
  /** Of the trainer's forward pass; undefined for the float network. */
  readonly agreement: Agreement | undefined;
}

/** A trained chain as it was judged. */
export interface Judged {
  readonly name: string;
  readonly network: Network;
  /** Undefined for the float network. */
  readonly chain: Chain | undefined;
  /** By name of the sample. */
  readonly answers: ReadonlyMap<string, Answer>;
  readonly weights: number;
  readonly nonZeros: number;
}

/** The float network by its forward pass, the others by the integers of their firmware. */
export function judged(
  networks: Variants,
  samples: readonly TestSample[],
  metadata: Readonly<Record<string, string>>,
): readonly Judged[] {
  return Array.from(networks, ([name, { network }]) => {
    const bits = VARIANTS.find((variant) => variant.name === name)?.bits;
    const chain = bits === undefined ? undefined : chainOf(network, bits, metadata);
    const layers = nonZerosOf(network);
    return {
      name,
      network,
      chain,
      answers: new Map(samples.map((sample) => [sample.name, answerOf(network, chain, sample.data)])),
      weights: layers.reduce((sum, { count }) => sum + count, 0),
      nonZeros: layers.reduce((sum, { nonZero }) => sum + nonZero, 0),
    };
  });
}

function answerOf(network: Network, chain: Chain | undefined, test: Columns): Answer {
  const outputs = chain ? runChain(chain, test) : predict(network, test, { batch: EVENTS_AT_ONCE });
  return {
    residuals: residualsOf(placesOf(outputs), test),
    tracks: tracksOf(outputs, test),
    agreement: chain && chainAgreement(network, chain, test, outputs),
  };
}
