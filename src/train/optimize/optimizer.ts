import type { Kernels } from "../autodiff/kernels.js";
import type { FloatData, Parameter } from "../autodiff/tensor.js";

/** How a parameter follows its gradient. */
export interface Optimizer {
  /** Name and options, as checkpoints compare them. */
  readonly description: string;
  /** How many arrays of the parameter's size it remembers; zeros at first. */
  readonly slots: number;
  /** One step; `step` counts from 1. */
  readonly update: (
    kernels: Kernels,
    parameter: Parameter,
    grad: FloatData,
    slots: readonly FloatData[],
    at: Step,
  ) => void;
}

export interface Step {
  readonly rate: number;
  readonly step: number;
}

export interface AdamOptions {
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}

/** Source: Kingma and Ba 2015 (arXiv 1412.6980), algorithm 1 in the order of its section 2. */
export function adam({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 }: AdamOptions = {}): Optimizer {
  return {
    description: `adam(${beta1}, ${beta2}, ${epsilon})`,
    slots: 2,
    update: (kernels, { data }, grad, [mean, square], { rate, step }) => {
      if (mean && square) kernels.adam(data, grad, mean, square, { rate, beta1, beta2, epsilon, step });
    },
  };
}

export interface SgdOptions {
  readonly momentum?: number;
  /** The gradient is that at the point where momentum alone would lead. Source: Sutskever et al. 2013. */
  readonly nesterov?: boolean;
}

/** Gradient descent with momentum: v = momentum · v + g, x = x - rate · v. Source: Polyak 1964. */
export function sgd({ momentum = 0, nesterov = false }: SgdOptions = {}): Optimizer {
  return {
    description: `sgd(${momentum}${nesterov ? ", nesterov" : ""})`,
    slots: momentum === 0 ? 0 : 1,
    update: (_, { data }, grad, [velocity], { rate }) => {
      for (let i = 0; i < data.length; i++) {
        const g = grad[i] as number;
        const v = velocity === undefined ? g : momentum * (velocity[i] as number) + g;
        if (velocity !== undefined) velocity[i] = v;
        data[i] = (data[i] as number) - rate * (nesterov ? g + momentum * v : v);
      }
    },
  };
}

/** Length of all gradients as one vector: not finite where one of them is not. */
export function gradientNorm(gradients: Iterable<FloatData>): number {
  let sum = 0;
  for (const grad of gradients) for (let i = 0; i < grad.length; i++) sum += (grad[i] as number) ** 2;
  return Math.sqrt(sum);
}

/** Shortens gradients of length `norm` to `most`. Source: Pascanu, Mikolov and Bengio 2013 (arXiv 1211.5063), algorithm 1. */
export function clipGradients(gradients: Iterable<FloatData>, norm: number, most: number): void {
  if (norm <= most) return;
  for (const grad of gradients) for (let i = 0; i < grad.length; i++) grad[i] = ((grad[i] as number) * most) / norm;
}
