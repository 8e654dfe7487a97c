import type { Library } from "../../sim/native/machine.js";

/** Loads a compiled program into this process; names of its functions begin with `prefix`. */
export async function loadLibrary(file: string, prefix = "bxc_"): Promise<Library> {
  const { default: koffi } = await import("koffi");
  const library = koffi.load(file);
  const bytes = "void *";
  return {
    misalignment: library.func(`${prefix}misalignment`, "int32_t", [bytes]),
    bind: library.func(`${prefix}bind`, "void", [bytes, "int32_t", bytes, "int32_t"]),
    read: library.func(`${prefix}read`, "int32_t", [bytes, "int32_t", "int32_t"]),
    steps: library.func(`${prefix}steps`, "void", [bytes, "int32_t"]),
    write: library.func(`${prefix}write`, "void", [bytes, "int32_t", "int32_t"]),
    run: library.func(`${prefix}run`, "int64_t", [bytes, "int64_t", "int64_t"]),
  };
}
