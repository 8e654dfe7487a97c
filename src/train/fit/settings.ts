import { crc32 } from "node:zlib";
import type { Reporter } from "../../diagnostics/reporter.js";
import { sizeOf } from "../autodiff/tensor.js";
import type { Columns } from "../data/columns.js";
import type { State } from "../network.js";
import type { SettledPhase } from "./options.js";
import type { Plan } from "./plan.js";

/** All that decides what a training gives, as text by name; the number of epochs is left out, so that more can be added. */
export type Settings = Readonly<Record<string, string>>;

export function settingsOf({ network, options, data, batch, phases }: Plan): Settings {
  const { seed, validation, weights = "none", classWeights, clip = "none", augment, hooks = [] } = options;
  const held = typeof validation === "object" ? fingerprint(validation) : (validation ?? "none");
  return {
    model: network.model.name,
    data: fingerprint(data),
    seed: String(seed),
    batch: String(batch),
    validation: String(held),
    weights,
    "class weights": classWeights === undefined ? "none" : JSON.stringify(classWeights),
    clip: String(clip),
    augmentation: augment === undefined ? "none" : `some (${augment.provides?.join(", ") ?? ""})`,
    hooks: hooks.map(({ name }) => name).join(", ") || "none",
    ...Object.fromEntries(phases.map((phase, i) => [`phase ${i + 1}`, phaseText(phase)])),
  };
}

function phaseText({ name, quantized, loss, optimizer, rate, monitor, earlyStopping }: SettledPhase): string {
  const stop =
    earlyStopping === undefined ? "" : `, ${monitor.best} ${monitor.metric} ${JSON.stringify(earlyStopping)}`;
  const kind = quantized ? "quantized" : "float";
  return `${name}, ${kind}, ${loss.description}, ${optimizer.description}, ${rate.description}${stop}`;
}

/** Number of events, and a checksum over names, shapes and values of all columns. */
function fingerprint({ events, columns }: Columns): string {
  let sum = 0;
  for (const [name, { shape, data }] of columns) {
    sum = crc32(`${name} [${shape.join(", ")}]`, sum);
    sum = crc32(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), sum);
  }
  return `${events} events, checksum ${sum.toString(16)}`;
}

/** Reports where two trainings differ. */
export function compareSettings(was: Settings, is: Settings, reporter: Reporter): void {
  for (const what of new Set([...Object.keys(was), ...Object.keys(is)])) {
    const [before, now] = [was[what] ?? "none", is[what] ?? "none"];
    if (before !== now) reporter.report("BX6121", { what, was: before, is: now });
  }
}

/** Reports where a state is not one of the network's. */
export function compareState(state: State, { network }: Plan, reporter: Reporter): void {
  const text = (count: number | undefined): string => (count === undefined ? "not there" : `${count} numbers`);
  for (const name of new Set([...state.keys(), ...network.parameters.keys()])) {
    const parameter = network.parameters.get(name);
    const [was, is] = [state.get(name)?.length, parameter && sizeOf(parameter.shape)];
    if (was !== is) reporter.report("BX6121", { what: `parameter '${name}'`, was: text(was), is: text(is) });
  }
}
