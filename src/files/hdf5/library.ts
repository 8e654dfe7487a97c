import type { Dataset, File } from "h5wasm/node";
import type { DType } from "../../data/nd-array.js";
import type { Reporter } from "../../diagnostics/reporter.js";

type Library = typeof import("h5wasm/node");
type Metadata = Dataset["metadata"];

/** An HDF5 file, opened. */
export interface Hdf5File {
  readonly file: string;
  readonly library: Library;
  readonly root: File;
  /** What a step gives; undefined where the library can't do it, which is reported as damage. */
  readonly guarded: <T>(step: () => T) => T | undefined;
  readonly close: () => void;
}

/** The library, which throws where something fails instead of printing it. */
export async function loadLibrary(): Promise<Library> {
  const library = await import("h5wasm/node");
  const module = await library.ready;
  module.activate_throwing_error_handler();
  return library;
}

export async function openHdf5(file: string, reporter: Reporter): Promise<Hdf5File | undefined> {
  const library = await loadLibrary();
  const guarded = <T>(step: () => T): T | undefined => {
    try {
      return step();
    } catch (error) {
      reporter.report("BX3103", { format: "HDF5", reason: reasonOf(error) }, { file });
      return undefined;
    }
  };
  const root = guarded(() => new library.File(file, "r"));
  return root && { file, library, root, guarded, close: () => void root.close() };
}

/** The innermost reason of the library's trace of an error. */
export function reasonOf(error: unknown): string {
  const { message } = error as Error;
  const [, reason] = [...message.matchAll(/\(\): ([^\n]+)/g)].at(-1) ?? [];
  return reason ?? message.split("\n", 1)[0] ?? message;
}

/** Every dataset that can be reached in the file, by its path without the leading slash; undefined as `guarded`. */
export function datasetsOf({ library, root, guarded }: Hdf5File): Map<string, Dataset> | undefined {
  const found = guarded(() =>
    root.paths().flatMap((path) => {
      const entity = root.get(path);
      // Its metadata are read here, where an error is caught; the library keeps them.
      return entity instanceof library.Dataset && entity.metadata ? [[path, entity] as const] : [];
    }),
  );
  return found && new Map(found);
}

/** Classes of HDF5 types (H5T_class_t). */
const CLASSES = [
  "integer",
  "float",
  "time",
  "string",
  "bit field",
  "opaque",
  "compound",
  "reference",
  "enum",
  "list",
  "array",
];
const [INTEGER, FLOAT, ENUM] = [CLASSES.indexOf("integer"), CLASSES.indexOf("float"), CLASSES.indexOf("enum")];

/** Element type of numbers, or of the booleans of h5py; undefined for all else. */
export function dtypeOf({ type, size, signed, shape, enum_type: names }: Metadata): DType | undefined {
  if (shape === null) return undefined;
  const bits = size * 8;
  if (type === INTEGER)
    return [8, 16, 32, 64].includes(bits) ? (`${signed ? "int" : "uint"}${bits}` as DType) : undefined;
  if (type === FLOAT) return [16, 32, 64].includes(bits) ? (`float${bits}` as DType) : undefined;
  const { FALSE, TRUE } = names?.members ?? {};
  return type === ENUM && names?.nmembers === 2 && FALSE === 0 && TRUE === 1 ? "bool" : undefined;
}

export function typeName({ type, size }: Metadata): string {
  return `${CLASSES[type] ?? "unknown"} values of ${size * 8} bits`;
}
