import { readFileSync } from "node:fs";
import { createReporter, readNpy } from "../../index.js";
import { InternalError, must } from "../../support/errors.js";

/** What somebody computed, as an .npy file of values. */
interface Outputs {
  readonly name: string;
  readonly outputs: string;
}

/** Throws unless all agree with the first, value by value, on the events that both have. */
export function expectSameValues([first, ...others]: readonly Outputs[]): void {
  if (first === undefined) return;
  const wanted = valuesOf(first);
  for (const other of others) {
    const found = valuesOf(other);
    const count = Math.min(wanted.length, found.length);
    for (let i = 0; i < count; i++)
      if (wanted[i] !== found[i])
        throw new InternalError(`${other.name} says ${found[i]}, ${first.name} ${wanted[i]}, of value ${i}`);
  }
}

function valuesOf({ outputs }: Outputs): ArrayLike<number | bigint> {
  const reporter = createReporter();
  return must(readNpy(readFileSync(outputs), outputs, reporter), reporter.diagnostics[0]?.message ?? outputs).data;
}
