import type { Tape } from "../autodiff/tape.js";
import { type FloatData, sizeOf, type Tensor } from "../autodiff/tensor.js";
import { type Columns, columnNamed, gatherRows } from "./columns.js";

/** Some events of a data set on a tape. */
export interface Batch {
  readonly events: number;
  /** [events]: event weight times class weight, 1 where there are none. */
  readonly weights: Tensor;
  /** A column as [events, ...shape], copied when it is first asked for. */
  readonly column: (name: string) => Tensor;
  /** A new column of zeros, to be filled (noise, say), or put in place of the data's. */
  readonly put: (name: string, shape: readonly number[]) => Tensor;
}

export function batchOf(tape: Tape, data: Columns, rows: Uint32Array, weights: FloatData | undefined): Batch {
  const tensors = new Map<string, Tensor>();
  const put = (name: string, shape: readonly number[]): Tensor => {
    const tensor = tape.tensor([rows.length, ...shape]);
    tensors.set(name, tensor);
    return tensor;
  };
  const ofEvents = tape.tensor([rows.length]);
  if (weights === undefined) ofEvents.data.fill(1);
  else gatherRows(ofEvents.data, weights, rows, 1);
  return {
    events: rows.length,
    weights: ofEvents,
    put,
    column: (name) => {
      const known = tensors.get(name);
      if (known !== undefined) return known;
      const { shape, data: from } = columnNamed(data, name);
      const tensor = tape.result([rows.length, ...shape], []);
      gatherRows(tensor.data, from, rows, sizeOf(shape));
      tensors.set(name, tensor);
      return tensor;
    },
  };
}
