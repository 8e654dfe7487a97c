import { must } from "../../support/errors.js";
import type { FloatData, Parameter } from "../autodiff/tensor.js";
import type { Network, State } from "../network.js";
import type { EpochRecord } from "./history.js";
import type { SettledPhase } from "./options.js";
import { watchedValue } from "./watch.js";

/** What an optimizer remembers of the parameters, by their names. */
export type Slots = ReadonlyMap<string, readonly FloatData[]>;

/** Where a training stands; with the weights, all that it needs to go on. */
export interface Run {
  /** Number of the phase. */
  phase: number;
  /** Epochs of the phase that are done. */
  epoch: number;
  /** Of the phase's optimizer: undefined before the first epoch. */
  slots: Slots | undefined;
  /** Weights of the phase's best epoch. */
  best: State | undefined;
  readonly epochs: EpochRecord[];
  readonly seconds: number[];
}

/** What the phase's monitor has seen so far. */
export function watchedOf({ epochs, epoch }: Run, { monitor }: SettledPhase): number[] {
  return epochs.slice(epochs.length - epoch).map((record) => watchedValue(record, monitor));
}

export function trainedParameters({ parameters }: Network): Parameter[] {
  return [...parameters.values()].filter(({ grad }) => grad !== undefined);
}

export function setState({ parameters }: Network, state: State): void {
  for (const [name, { data }] of parameters) data.set(must(state.get(name), name));
}

/** Share of the weights of all layers that are 0. */
export function sparsityOf({ parameters }: Network): number {
  let [zeros, all] = [0, 0];
  for (const { name, data } of parameters.values()) {
    if (!name.endsWith(".weight")) continue;
    all += data.length;
    for (const value of data) if (value === 0) zeros++;
  }
  return all === 0 ? 0 : zeros / all;
}
