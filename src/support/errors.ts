/** A defect of Bunchcross itself (exit code 70). Mistakes of the user are diagnostics and are never thrown. */
export class InternalError extends Error {
  override readonly name = "InternalError";
}

/** Marks a place that an exhaustive `switch` can't reach; a missing case is a type error at the call. */
export function assertNever(value: never, what: string): never {
  throw new InternalError(`unhandled ${what}: ${JSON.stringify(value)}`);
}

/** The value, which the program's own logic guarantees to be there. */
export function must<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new InternalError(`missing ${what}`);
  return value;
}
