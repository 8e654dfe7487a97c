import type { Library } from "../../sim/native/machine.js";

/** Loads a compiled program into this process. */
export async function loadLibrary(file: string): Promise<Library> {
  const { default: koffi } = await import("koffi");
  const library = koffi.load(file);
  const bytes = "void *";
  return {
    misalignment: library.func("bxc_misalignment", "int32_t", [bytes]),
    bind: library.func("bxc_bind", "void", [bytes, "int32_t", bytes, "int32_t"]),
    read: library.func("bxc_read", "int32_t", [bytes, "int32_t", "int32_t"]),
    steps: library.func("bxc_steps", "void", [bytes, "int32_t"]),
    write: library.func("bxc_write", "void", [bytes, "int32_t", "int32_t"]),
    run: library.func("bxc_run", "int64_t", [bytes, "int64_t", "int64_t"]),
  };
}
