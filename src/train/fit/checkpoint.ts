import type { Reporter } from "../../diagnostics/reporter.js";
import type { FloatData } from "../autodiff/tensor.js";
import { type State, stateOf } from "../network.js";
import type { History } from "./history.js";
import type { Plan } from "./plan.js";
import { type Run, type Slots, setState } from "./run.js";
import { compareSettings, compareState, type Settings, settingsOf } from "./settings.js";

/**
 * All that a training needs to go on as if it had never stopped. Random numbers are counted from seed and epoch, and
 * schedules are functions of the history, so neither has a state of its own.
 */
export interface Checkpoint {
  readonly settings: Settings;
  /** Number of the phase, from 0. */
  readonly phase: number;
  /** Epochs of the phase that are done. */
  readonly epoch: number;
  readonly history: History;
  readonly state: State;
  /** Moments of the optimizer. */
  readonly slots: Slots;
  /** Weights of the best epoch so far, where the phase stops early. */
  readonly best?: State;
  /** What hooks keep, by their names. */
  readonly hooks: ReadonlyMap<string, ReadonlyMap<string, FloatData>>;
}

/** The checkpoint of a training after an epoch; all numbers are copies. */
export function snapshot(plan: Plan, { phase, epoch, slots = new Map(), best, epochs, seconds }: Run): Checkpoint {
  const { network, options } = plan;
  const kept = (options.hooks ?? []).flatMap((hook) => (hook.save ? [[hook.name, hook.save()] as const] : []));
  return {
    settings: settingsOf(plan),
    phase,
    epoch,
    history: { epochs: [...epochs], seconds: [...seconds] },
    state: stateOf(network),
    slots: new Map(Array.from(slots, ([name, arrays]) => [name, arrays.map((array) => array.slice())])),
    ...(best && { best }),
    hooks: new Map(
      kept.map(([name, state]) => [name, new Map(Array.from(state, ([key, data]) => [key, data.slice()]))]),
    ),
  };
}

/** The run that a plan begins with: its first epoch, or where its checkpoint stands, which the network is set to. */
export function resumedRun(plan: Plan, reporter: Reporter): Run | undefined {
  const { network, options } = plan;
  const { resume, hooks = [] } = options;
  if (resume === undefined) return { phase: 0, epoch: 0, slots: undefined, best: undefined, epochs: [], seconds: [] };
  compareSettings(resume.settings, settingsOf(plan), reporter);
  compareState(resume.state, plan, reporter);
  if (reporter.hasErrors()) return undefined;
  setState(network, resume.state);
  for (const hook of hooks) hook.load?.(resume.hooks.get(hook.name) ?? new Map());
  const { phase, epoch, slots, best, history } = resume;
  return { phase, epoch, slots, best, epochs: [...history.epochs], seconds: [...history.seconds] };
}
