import type { FloatData, Parameter } from "../autodiff/tensor.js";

/** How much every weight mattered to the tasks so far, and where it stood when the last one was learned. */
export interface Importance {
  readonly weights: ReadonlyMap<string, { readonly importance: Float64Array; readonly anchor: Float64Array }>;
}

/** What runs along while a task is learned. */
export interface ImportanceTracker {
  /** Adds the penalty's gradient to the gradients: before the optimizer's step, once all of the loss's are there. */
  readonly beforeStep: () => void;
  readonly afterStep: () => void;
  /** What to start the next task's tracker with. */
  readonly finish: () => Importance;
}

export interface SynapticIntelligenceOptions {
  /** c of the paper: how strongly old tasks hold weights in place. */
  readonly strength: number;
  /** ξ of the paper. */
  readonly damping?: number;
}

/**
 * Synaptic intelligence: weights that lowered the losses of earlier tasks are held by springs,
 * c Σ Ω (θ - θ*)² with Ω the sum over tasks of (−∫ g dθ) / (Δ² + ξ).
 * Source: Zenke, Poole and Ganguli 2017 (arXiv 1703.04200), equations 3 to 5.
 */
export function trackImportance(
  parameters: Iterable<Parameter>,
  { strength, damping = 0.1 }: SynapticIntelligenceOptions,
  earlier?: Importance,
): ImportanceTracker {
  const tracked = Array.from(parameters).flatMap((parameter) => {
    const { name, data, grad } = parameter;
    if (grad === undefined) return [];
    const start = Float64Array.from(data);
    const known = earlier?.weights.get(name);
    return [
      {
        name,
        data,
        grad,
        start,
        known,
        path: new Float64Array(data.length),
        before: start.slice(),
        slope: start.slice(),
      },
    ];
  });
  return {
    beforeStep: () => {
      for (const { data, grad, known, before, slope } of tracked) {
        before.set(data);
        // The path counts the task's own loss, not the springs.
        slope.set(grad);
        if (known !== undefined) pull(grad, data, known, strength);
      }
    },
    afterStep: () => {
      for (const { data, before, slope, path } of tracked) {
        path.forEach((sum, i) => {
          path[i] = sum - (slope[i] as number) * ((data[i] as number) - (before[i] as number));
        });
      }
    },
    finish: () => ({
      weights: new Map(
        tracked.map(({ name, data, start, known, path }) => {
          const importance = path.map((sum, i) => {
            const moved = (data[i] as number) - (start[i] as number);
            return Math.max(0, sum / (moved ** 2 + damping)) + (known?.importance[i] ?? 0);
          });
          return [name, { importance, anchor: Float64Array.from(data) }];
        }),
      ),
    }),
  };
}

interface Spring {
  readonly importance: Float64Array;
  readonly anchor: Float64Array;
}

function pull(grad: FloatData, data: FloatData, { importance, anchor }: Spring, strength: number): void {
  for (let i = 0; i < grad.length; i++) {
    const away = (data[i] as number) - (anchor[i] as number);
    grad[i] = (grad[i] as number) + 2 * strength * (importance[i] as number) * away;
  }
}
