import { must } from "../../support/errors.js";
import type { BlockRequest, InputData, OutputData } from "../block.js";
import type { Progress } from "../block-driver.js";
import { type Compiled, type Port, partOf, placeOf, readerOf, writerOf } from "./ports.js";

/** A port bound to the array that a request has for it. */
interface Bound {
  /** Copies values of blocks from the array, or to it: those of so many blocks from an event on. */
  readonly copy: (first: number, blocks: number) => void;
  /** Moves one of those blocks into rows, or out of them; the module's answer. */
  readonly move: (block: number) => unknown;
}

/**
 * Whole blocks in the module alone, up to one that holds a value which it does not convert; returns how many events those
 * were, 0 where a port has data that the module does not take.
 */
export function runAhead(
  compiled: Compiled,
  run: () => void,
  { events, inputs, outputs }: BlockRequest,
  { start, faults }: Progress,
): number {
  const { layout, memory, ports } = compiled;
  const sources = ports.inputs.map((port, i) => bindInput(compiled, port, must(inputs[i], "input")));
  const targets = ports.outputs.map((port, i) => bindOutput(compiled, port, must(outputs[i], "output")));
  if ([...sources, ...targets].includes(undefined)) return 0;
  new Int8Array(memory, layout.mask, layout.events).fill(-1);
  for (let first = start; ; ) {
    const blocks = Math.min(ports.blocks, Math.floor((events - first) / layout.events));
    for (const source of sources) source?.copy(first, blocks);
    let done = 0;
    for (; done < blocks; done++) {
      const outside = sources.map((source) => Number(source?.move(done)));
      if (outside.some((count) => count < 0)) break;
      outside.forEach((count, i) => {
        must(faults[i], "faults").outside.count += count;
      });
      run();
      for (const target of targets) target?.move(done);
    }
    for (const target of targets) target?.copy(first, done);
    first += done * layout.events;
    if (done < ports.blocks) return first - start;
  }
}

function bindInput(compiled: Compiled, port: Port, data: InputData): Bound | undefined {
  const { layout, memory } = compiled;
  const read = readerOf(compiled, port, data);
  const bytes = port.size * layout.events * data.BYTES_PER_ELEMENT;
  return (
    read && {
      move: (block) => read(block * bytes),
      copy: (first, blocks) => {
        const part = partOf(data, port, first, blocks * layout.events);
        placeOf(memory, port, part, part.length).set(part as never);
      },
    }
  );
}

function bindOutput(compiled: Compiled, port: Port, out: OutputData): Bound | undefined {
  const { layout, memory } = compiled;
  const write = writerOf(compiled, port, out);
  const bytes = port.size * layout.events * out.BYTES_PER_ELEMENT;
  return (
    write && {
      move: (block) => write(block * bytes),
      copy: (first, blocks) => {
        const part = partOf(out, port, first, blocks * layout.events);
        part.set(placeOf(memory, port, part, part.length) as never);
      },
    }
  );
}
