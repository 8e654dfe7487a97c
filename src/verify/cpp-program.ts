/** C++ sources to build: `sources` and `includes` are paths among `files`. */
export interface CppProgram {
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  readonly sources: readonly string[];
  readonly includes: readonly string[];
  readonly defines: readonly string[];
  readonly optimize: "-O0" | "-O1";
}

/** Why a step failed, for one diagnostic. */
export interface CppFailure {
  readonly stage: "find" | "compile" | "run";
  /** The command line; or what was looked for and not found. */
  readonly command: string;
  /** Exit code, or the signal that ended it. */
  readonly exit: string;
  /** The lines of what it said that tell most. */
  readonly said: readonly string[];
  readonly cause: string;
}

export type CppResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: CppFailure };

/** A compiled program; each run gives it bytes and takes what it wrote. */
export interface CppBinary {
  readonly run: (input: Uint8Array) => Promise<CppResult<Uint8Array>>;
  /** Deletes it. */
  readonly dispose: () => Promise<void>;
}

/** Compiles programs: where processes run is for the command line to say. */
export interface CppCompiler {
  readonly build: (program: CppProgram) => Promise<CppResult<CppBinary>>;
}
