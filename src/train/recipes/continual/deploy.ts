import { createReporter } from "../../../diagnostics/reporter.js";
import { compile } from "../../../driver/compile.js";
import { must } from "../../../support/errors.js";
import { type Columns, joinRows } from "../../data/columns.js";
import type { ExportedModel } from "../../export/export-model.js";
import { reloadableConfig } from "../../export/reloadable.js";
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
  /** Whether every type of the compiled networks, sums included, is that of the intact detector's. */
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
  const config = reloadableConfig(network);
  const base = firmwareOf(network, events, metadata, config);
  const types = typesOf(base.exported);
  const deploy = (method: string, { networks }: Learned): Deployment => {
    const later = PERIODS.flatMap(({ name }, i) => {
      const after = networks[i];
      return after === undefined || after === networks[i - 1] || i === 0 ? [] : [{ name, after }];
    });
    const made = later.map(({ name, after }) => ({ name, ...firmwareOf(after, events, metadata, config) }));
    return {
      files: new Map(made.flatMap(({ name, exported }) => modelFiles(`${method}/${name}`, exported))),
      values: made.reduce((sum, { agreement }) => sum + agreement.values, 0),
      differing: made.reduce((sum, { agreement }) => sum + agreement.differing, 0),
      typesUnchanged: made.every(({ exported }) => typesOf(exported) === types),
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

/** Of every value of the compiled model, as text. */
function typesOf({ model, config }: ExportedModel): string {
  const request = { model: { file: "model.onnx", bytes: model }, config: { file: "model.yml", text: config } };
  const { nodes, types } = must(compile(request, createReporter()), "compiled model").graph;
  return JSON.stringify([Array.from(types, ([, { shape, elem }]) => [shape, elem]), nodes.map(({ result }) => result)]);
}
