import { type Command, InvalidArgumentError } from "commander";
import type { CommonOptions } from "./session.js";

/** Options of every command that compiles a model. */
export interface ModelOptions extends CommonOptions {
  readonly config?: string;
  readonly part?: string;
  readonly clock?: string;
  readonly io?: string;
  readonly printIrAfterAll?: boolean;
  readonly dumpIr?: string;
  readonly stopAfter?: string;
  readonly disablePass?: readonly string[];
}

export function modelOptions(command: Command): Command {
  return command
    .option("-c, --config <file>", "configuration, YAML or JSON, with hls4ml's keys (bxc config writes one)")
    .option("--part <part>", "AMD part, such as xcvu13p-flga2577-2-e")
    .option("--clock <ns>", "clock period in ns")
    .option("--io <type>", "how data enter and leave: io_parallel (io_stream is not there yet)")
    .option("--print-ir-after-all", "print the graph after every pass on stderr")
    .option("--dump-ir <dir>", "write the graph after every pass to numbered files")
    .option("--stop-after <pass>", "run the passes up to this one")
    .option("--disable-pass <pass>", "leave a pass out (repeatable; bxc passes lists them)", collect);
}

/** Gathers the values of an option that may be repeated. */
export function collect(value: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), value];
}

/** Random events are held in memory all at once; more than these belong into a file for --input. */
const MOST_EVENTS = 100_000;

/** A number of events on the command line. */
export function count(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) > MOST_EVENTS)
    throw new InvalidArgumentError(`A whole number of at most ${MOST_EVENTS} is expected.`);
  return Number(text);
}

/** A number of events or threads on the command line. */
export function positive(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError("A whole number of at least 1 is expected.");
  return Number(text);
}
