import { InternalError, must } from "../../support/errors.js";
import type { MatrixStep, Panel, Storage } from "../step.js";
import { type Code, type ModuleBuilder, OP } from "./assembler.js";
import { advance, differ } from "./event-loop.js";
import type { Layout } from "./layout.js";
import { littleEndian } from "./little-endian.js";
import { emitFinish, finishTable } from "./matrix-finish.js";
import { emitPack } from "./matrix-pack.js";
import { emitTiles } from "./matrix-tiles.js";
import { outputsOf, type PackedMatrix, packMatrix, sumsPerOutput, TILE_HEIGHTS } from "./matrix-weights.js";
import { addTable } from "./operands.js";

/** A function that is called for each panel, and its arguments: addresses. */
interface PanelCall {
  readonly func: number;
  readonly args: readonly (readonly number[])[];
}

/**
 * A function that does the step for one block. The inputs of each panel are packed in pairs into scratch memory and
 * multiplied tile by tile into rows of sums, which are then finished into the step's rows. All that a panel is lies in
 * tables, so that code does not grow with the panels and their matrices.
 */
export function emitMatrix(module: ModuleBuilder, layout: Layout, step: MatrixStep): number {
  const { mode, panels } = step;
  const rowBytes = 4 * layout.events;
  const matrices = step.matrices.map((matrix) => packMatrix(matrix, mode, rowBytes));
  const own = panels.map((panel) => must(matrices[panel.matrix], "matrix"));
  const pairs = Math.max(1, ...own.map(({ terms }) => Math.ceil(terms.length / 2)));
  const rows = Math.max(1, ...step.matrices.map(({ outputs }) => outputs)) * sumsPerOutput(mode);
  const packed = layout.data.scratch((pairs + rows) * rowBytes);
  const sums = packed + pairs * rowBytes;
  const finish = finishTable(
    layout,
    step,
    sums,
    own.map(({ streams }) => streams.flatMap(outputsOf)),
  );

  const calls: readonly PanelCall[] = [
    { func: emitPack(module, layout, storageOfInputs(panels)), args: packArgs(layout, panels, own, packed) },
    ...TILE_HEIGHTS[mode].map((height, i) => ({
      func: emitTiles(module, layout, step, height),
      args: own.map(({ streams }) => {
        const before = streams.slice(0, i).flatMap(outputsOf).length;
        const { bytes } = must(streams[i], "stream");
        const address = layout.data.add(bytes);
        return [address, address + bytes.length, packed, sums + before * sumsPerOutput(mode) * rowBytes];
      }),
    })),
    { func: emitFinish(module, layout, step, finish.table), args: finish.spans },
  ];
  return module.func([], [], (code) => panelLoop(code, layout, calls));
}

/** Where the addresses of each panel's rows are listed; nothing is packed anew for inputs that the panel before has too. */
function packArgs(layout: Layout, panels: readonly Panel[], matrices: readonly PackedMatrix[], packed: number) {
  const lists = panels.map(({ inputs }, i) => {
    const { terms } = must(matrices[i], "matrix");
    // The partner of an odd one has no weight.
    const paired = terms.length % 2 === 0 ? terms : [...terms, ...terms.slice(-1)];
    const addresses = paired.map((term) => BigInt(layout.addressOf(inputs, term)));
    return littleEndian(32, addresses);
  });
  const begins = lists.map(layout.data.add);
  return lists.map(({ length }, i) => {
    const begin = must(begins[i], "address");
    const again = length === lists[i - 1]?.length && begin === begins[i - 1];
    return [begin, again ? begin : begin + length, packed];
  });
}

function panelLoop(code: Code, layout: Layout, calls: readonly PanelCall[]): void {
  const columns = calls.flatMap(({ args }) =>
    must(args[0], "panel").map((_, a) => ({
      bits: 32 as const,
      values: args.map((of) => BigInt(must(of[a], "argument"))),
    })),
  );
  const table = addTable(layout, columns);
  const record = code.local("i32");
  code.i32(table.begin);
  code.set(record);
  code.loop(() => {
    let column = 0;
    for (const { args, func } of calls) {
      for (const _ of must(args[0], "panel")) {
        code.get(record);
        code.memory(OP.i32Load, must(table.offsets[column++], "column"));
      }
      code.call(func);
    }
    advance(code, record, table.stride);
    differ(code, record, () => code.i32(table.end));
  });
}

/** Panels are parts of one value, so that they lie in one storage. */
function storageOfInputs(panels: readonly Panel[]): Storage {
  const [storage, ...others] = panels.map(({ inputs }) => inputs.storage);
  const same = others.every(({ bits, signed }) => bits === storage?.bits && signed === storage.signed);
  if (storage === undefined || !same) throw new InternalError("panels of a matrix in several storages");
  return storage;
}
