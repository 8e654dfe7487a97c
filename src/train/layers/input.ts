import { InternalError } from "../../support/errors.js";
import type { Layer } from "./layer.js";

/** Values given from outside: [events, ...shape] under this name. */
export function input(name: string, shape: readonly number[]): Layer {
  return {
    kind: "Input",
    name,
    inputs: [],
    shape,
    parameters: [],
    forward: () => {
      throw new InternalError(`input ${name} is given, not computed`);
    },
    emit: () => name,
  };
}
