import { must } from "../../support/errors.js";
import type { FloatData } from "../autodiff/tensor.js";
import type { Hook } from "../fit/options.js";
import { trainedParameters } from "../fit/run.js";
import type { Network } from "../network.js";

/** How much every weight mattered to the tasks so far, and where it stood when the last one was learned: by parameter. */
export type Importance = ReadonlyMap<string, Spring>;

interface Spring {
  readonly importance: Float64Array;
  readonly anchor: Float64Array;
}

export interface SynapticIntelligenceOptions {
  /** c of the paper: how strongly earlier tasks hold weights in place. */
  readonly strength: number;
  /** ξ of the paper; default 0.1. */
  readonly damping?: number;
  /** What the tasks before gave; default: this is the first one. */
  readonly earlier?: Importance;
}

/** What goes with the training of one task. */
export interface SynapticIntelligence {
  readonly hook: Hook;
  /** After the training: what to begin the next task's with. */
  readonly importance: (network: Network) => Importance;
}

/**
 * Synaptic intelligence: weights that lowered the losses of earlier tasks are held by springs,
 * c Σ Ω (θ - θ*)² with Ω the sum over tasks of (−∫ g dθ) / (Δ² + ξ). A path that raised the loss counts as 0.
 * The weights at the end have to be those of the last step: no early stopping that goes back to the best epoch.
 * Source: Zenke, Poole and Ganguli 2017 (arXiv 1703.04200), equations 3 to 5.
 */
export function synapticIntelligence({
  strength,
  damping = 0.1,
  earlier = new Map(),
}: SynapticIntelligenceOptions): SynapticIntelligence {
  if (!(strength >= 0 && damping > 0))
    throw new RangeError(`strength ${strength}, damping ${damping}: write numbers of at least 0 and above 0.`);
  const paths = new Map<string, Path>();
  const hook: Hook = {
    name: "synaptic intelligence",
    beforeEpoch: ({ network }) => {
      for (const { name, data } of trainedParameters(network)) if (!paths.has(name)) paths.set(name, pathFrom(data));
    },
    beforeStep: ({ network }) => {
      for (const { name, data, grad } of trainedParameters(network)) {
        const path = must(paths.get(name), name);
        path.before.set(data);
        // The path counts the task's own loss, not the springs.
        path.slope.set(must(grad, name));
        const spring = earlier.get(name);
        if (grad && spring) pull(grad, data, spring, strength);
      }
    },
    afterStep: ({ network }) => {
      for (const { name, data } of trainedParameters(network)) advance(must(paths.get(name), name), data);
    },
    save: () =>
      new Map(
        Array.from(paths).flatMap(
          ([name, { start, lowered }]) =>
            [
              [`${name} start`, start],
              [`${name} lowered`, lowered],
            ] as const,
        ),
      ),
    load: (saved) => {
      for (const [key, values] of saved) {
        if (!key.endsWith(" start")) continue;
        const name = key.slice(0, -" start".length);
        const path = pathFrom(values);
        path.lowered.set(must(saved.get(`${name} lowered`), name));
        paths.set(name, path);
      }
    },
  };
  const importance = ({ parameters }: Network): Importance => {
    const own = Array.from(paths, ([name, path]): readonly [string, Spring] => {
      const { data } = must(parameters.get(name), name);
      return [name, springOf(path, data, damping, earlier.get(name))];
    });
    // Weights that did not take part in this task are held as before.
    return new Map([...earlier, ...own]);
  };
  return { hook, importance };
}

/** Of one parameter through a task. */
interface Path {
  readonly start: Float64Array;
  /** −∫ g dθ: by how much each weight lowered the loss. */
  readonly lowered: Float64Array;
  /** Weights and gradients before the step that is under way. */
  readonly before: Float64Array;
  readonly slope: Float64Array;
}

function pathFrom(data: FloatData): Path {
  const zeros = (): Float64Array => new Float64Array(data.length);
  return { start: Float64Array.from(data), lowered: zeros(), before: zeros(), slope: zeros() };
}

function advance({ lowered, before, slope }: Path, data: FloatData): void {
  for (let i = 0; i < data.length; i++) {
    const moved = (data[i] as number) - (before[i] as number);
    lowered[i] = (lowered[i] as number) - (slope[i] as number) * moved;
  }
}

function springOf({ start, lowered }: Path, data: FloatData, damping: number, earlier: Spring | undefined): Spring {
  const importance = lowered.map((sum, i) => {
    const moved = (data[i] as number) - (start[i] as number);
    return Math.max(0, sum / (moved ** 2 + damping)) + (earlier?.importance[i] ?? 0);
  });
  return { importance, anchor: Float64Array.from(data) };
}

function pull(grad: FloatData, data: FloatData, { importance, anchor }: Spring, strength: number): void {
  for (let i = 0; i < grad.length; i++) {
    const away = (data[i] as number) - (anchor[i] as number);
    grad[i] = (grad[i] as number) + 2 * strength * (importance[i] as number) * away;
  }
}
