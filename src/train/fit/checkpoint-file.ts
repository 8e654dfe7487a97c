import type { ByteArray, NdArray, OutputArray } from "../../data/nd-array.js";
import { readNpz, writeNpz } from "../../data/npz.js";
import { createReporter, type Reporter } from "../../diagnostics/reporter.js";
import type { FloatData } from "../autodiff/tensor.js";
import type { State } from "../network.js";
import type { Checkpoint } from "./checkpoint.js";
import type { Slots } from "./run.js";

const FORMAT = "bunchcross checkpoint 1";

interface Header extends Pick<Checkpoint, "settings" | "phase" | "epoch" | "history"> {
  readonly format: typeof FORMAT;
  /** Names of all arrays of the file, by group: state, best, slot 0 ..., and hook 0 ... in the order of `hooks`. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly hooks: readonly string[];
}

/** The bytes of a checkpoint: an .npz file with a header in JSON; the same checkpoint gives the same bytes. */
export function saveCheckpoint({ settings, phase, epoch, history, state, slots, best, hooks }: Checkpoint): Uint8Array {
  const groups = new Map<string, State>([["state", state]]);
  if (best) groups.set("best", best);
  for (const [name, arrays] of slots) {
    for (const [i, array] of arrays.entries())
      groups.set(`slot ${i}`, new Map(groups.get(`slot ${i}`)).set(name, array));
  }
  for (const [i, kept] of [...hooks.values()].entries()) groups.set(`hook ${i}`, kept);
  const names = Array.from(groups, ([group, arrays]) => [group, [...arrays.keys()]] as const);
  const common = { format: FORMAT, settings, phase, epoch, history } as const;
  const header: Header = { ...common, groups: Object.fromEntries(names), hooks: [...hooks.keys()] };
  const members = new Map<string, OutputArray | ByteArray>([["header", textArray(JSON.stringify(header, spelled))]]);
  for (const [group, arrays] of groups) {
    for (const [i, array] of [...arrays.values()].entries()) members.set(`${group}/${i}`, outputArray(array));
  }
  return writeNpz(members);
}

/** The checkpoint that bytes hold; reports what is wrong with them. */
export function loadCheckpoint(bytes: Uint8Array, reporter: Reporter): Checkpoint | undefined {
  const broken = (reason: string): undefined => void reporter.report("BX6120", { reason });
  const problems = createReporter();
  const members = readNpz(bytes, "checkpoint", problems);
  if (members === undefined) return broken(problems.diagnostics[0]?.message ?? "it is no .npz file");
  const header = headerOf(members.get("header"));
  if (header === undefined) return broken("it is not a checkpoint of this version of Bunchcross");
  const groups = new Map<string, Map<string, FloatData>>();
  for (const [group, names] of Object.entries(header.groups)) {
    const arrays = names.map((name, i) => [name, floatsOf(members.get(`${group}/${i}`))] as const);
    const missing = arrays.find(([, array]) => array === undefined);
    if (missing) return broken(`${group} of '${missing[0]}' is missing`);
    groups.set(group, new Map(arrays as [string, FloatData][]));
  }
  const { settings, phase, epoch, history } = header;
  const best = groups.get("best");
  return {
    settings,
    phase,
    epoch,
    history,
    state: groups.get("state") ?? new Map(),
    slots: slotsOf(groups),
    ...(best && { best }),
    hooks: new Map(header.hooks.map((name, i) => [name, groups.get(`hook ${i}`) ?? new Map()])),
  };
}

function slotsOf(groups: ReadonlyMap<string, ReadonlyMap<string, FloatData>>): Slots {
  const slots = new Map<string, FloatData[]>();
  for (let i = 0; groups.has(`slot ${i}`); i++) {
    for (const [name, array] of groups.get(`slot ${i}`) ?? []) slots.set(name, [...(slots.get(name) ?? []), array]);
  }
  return slots;
}

function headerOf(member: NdArray | undefined): Header | undefined {
  if (!(member?.data instanceof Uint8Array)) return undefined;
  try {
    const header = JSON.parse(new TextDecoder().decode(member.data), unspelled) as Header;
    return header.format === FORMAT ? header : undefined;
  } catch {
    return undefined;
  }
}

/** JSON has no NaN and infinities, which metrics may be. */
function spelled(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? { number: String(value) } : value;
}

function unspelled(_: string, value: unknown): unknown {
  return typeof value === "object" && value !== null && "number" in value ? Number(value.number) : value;
}

function textArray(text: string): ByteArray {
  const data = new TextEncoder().encode(text);
  return { shape: [data.length], dtype: "uint8", data };
}

function outputArray(values: ArrayLike<number>): OutputArray {
  const shape = [values.length];
  if (values instanceof Float32Array) return { shape, dtype: "float32", data: values };
  return { shape, dtype: "float64", data: Float64Array.from(values) };
}

function floatsOf(array: NdArray | undefined): FloatData | undefined {
  const data = array?.data;
  return data instanceof Float32Array || data instanceof Float64Array ? data : undefined;
}
