import type { Reporter } from "../../diagnostics/reporter.js";
import type { Tape } from "../autodiff/tape.js";
import type { Tensor } from "../autodiff/tensor.js";
import type { Batch } from "../data/batch.js";
import type { Columns } from "../data/columns.js";
import type { ForwardResult, Model, Network } from "../network.js";

/** What a network is trained to make small. */
export interface Loss {
  /** As checkpoints compare it. */
  readonly description: string;
  /** A scalar. */
  readonly compute: (at: LossStep) => Tensor;
  /** Reports what it can't use of a data set: missing columns, labels out of range ... */
  readonly check?: (data: Columns, model: Model, reporter: Reporter) => void;
}

/** What a loss is computed from. */
export interface LossStep {
  readonly tape: Tape;
  readonly network: Network;
  readonly result: ForwardResult;
  readonly batch: Batch;
  /** Otherwise it is only evaluated. */
  readonly training: boolean;
  /** Of the phase, from 0. */
  readonly epoch: number;
  /** Tells a part of the loss by name, for the history. */
  readonly part: (name: string, value: Tensor) => void;
}
