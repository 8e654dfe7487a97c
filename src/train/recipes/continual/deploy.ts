import { type Columns, joinRows } from "../../data/columns.js";
import { compiledNetwork } from "../../export/compiled-ops.js";
import type { ExportedModel } from "../../export/export-model.js";
import type { Network } from "../../network.js";
import { type Firmware, firmwareOf } from "../firmware.js";
import type { Learned } from "./learn.js";
import { PERIODS } from "./periods.js";

/** A method's networks as what is loaded into the firmware of the intact detector. */
export interface Deployment {
  readonly files: ReadonlyMap<string, Uint8Array | string>;
  /** Values of all test events that differ between simulator and trainer, after every period. */
  readonly values: number;
  readonly differing: number;
  /** Whether every type of the compiled networks, and their configuration, is that of the intact detector's. */
  readonly typesUnchanged: boolean;
}

/** The intact detector's firmware, and what becomes of it. */
export interface Deployer {
  readonly base: Firmware;
  readonly deploy: (method: string, learned: Learned) => Deployment;
}

export function deployer(
  network: Network,
  tests: readonly [Columns, ...Columns[]],
  metadata: Readonly<Record<string, string>>,
): Deployer {
  const events = joinRows(tests);
  const base = firmwareOf(network, events, metadata);
  const types = typesOf(network);
  const deploy = (method: string, { networks }: Learned): Deployment => {
    const later = PERIODS.flatMap(({ name }, i) => {
      const after = networks[i];
      return after === undefined || after === networks[i - 1] || i === 0 ? [] : [{ name, after }];
    });
    const made = later.map(({ name, after }) => ({
      name,
      ...firmwareOf(after, events, metadata),
      sameTypes: typesOf(after) === types,
    }));
    return {
      files: new Map(made.flatMap(({ name, exported }) => modelFiles(`${method}/${name}`, exported))),
      values: made.reduce((sum, { agreement }) => sum + agreement.values, 0),
      differing: made.reduce((sum, { agreement }) => sum + agreement.differing, 0),
      typesUnchanged: made.every(({ exported, sameTypes }) => sameTypes && exported.config === base.exported.config),
    };
  };
  return { base, deploy };
}

export function modelFiles(name: string, { model, config }: ExportedModel): [string, Uint8Array | string][] {
  return [
    [`${name}.onnx`, model],
    [`${name}.yml`, config],
  ];
}

/** Of every value of the compiled network, as text. */
function typesOf(network: Network): string {
  const { nodes, types } = compiledNetwork(network).graph;
  return JSON.stringify([Array.from(types, ([, { shape, elem }]) => [shape, elem]), nodes.map(({ result }) => result)]);
}
