import { InternalError, must } from "../../support/errors.js";
import type { MatrixStep, Storage, View } from "../step.js";
import { formOf, sumsPerOutput, type Tiles, tileMatrix } from "./matrix-weights.js";
import {
  type Context,
  eventLoop,
  feedOperand,
  loadOf,
  rowAddresses,
  storeTo,
  tallyHead,
  viewOperand,
} from "./step-text.js";
import { cppType, indent, laneType, literal } from "./text.js";

/** The body of a function that does the step for one block: panels, their tiles, then outputs, then events. */
export function matrixBody(context: Context, step: MatrixStep): string {
  const { mode, panels, lanes, finish, feeds, write } = step;
  const { constants, layout } = context;
  const matrices = step.matrices.map((matrix) => tileMatrix(matrix, step));
  const own = panels.map(({ matrix }) => must(matrices[matrix], "matrix"));
  const order = panels.flatMap(({ first }, i) =>
    must(own[i], "tiles")
      .outputs.flat()
      .map((k) => first + k),
  );
  const storage = storageOfInputs(step);
  const weights = constants.array("std::int32_t", "weights", matrices.flatMap(({ words }) => words).map(decimal));
  const inputs = panels.map(({ inputs }, i) => pairedRows(context, must(own[i], "tiles").terms, inputs));
  const rows = constants.array("std::uint32_t", "rows", inputs.flat().map(String));
  const table = constants.array("Panel", "panels", panelRecords(step, matrices, inputs));
  const most = Math.max(2, ...inputs.map(({ length }) => length));
  const [packed, sums] = [context.scratch((most / 2) * layout.events * 4), sumsPerOutput(mode)];
  const perTile = sums === 1 ? "tile[0]" : `tile[0] / ${sums}`;

  const ins = feeds.map((feed, i) => feedOperand(context, lanes, feed, `x${i}`, order));
  const out = viewOperand(context, write, "y0", order);
  const loop = eventLoop(
    context,
    finish,
    lanes,
    {
      load: (port) =>
        port < sums ? `static_cast<Lane>(sum[e + ${port} * EVENTS])` : loadOf(must(ins[port - sums], "feed")),
      store: (_, value) => storeTo(out, write, value),
    },
    8,
  );
  return [
    indent([`using Lane = ${laneType(lanes)};`], 2),
    tallyHead(context, finish),
    indent(
      [
        `std::int32_t *const packed = row<std::int32_t>(memory, ${packed});`,
        "alignas(64) std::int32_t sums[6 * EVENTS];",
        "std::uint32_t p = 0;",
        `for (int panel = 0; panel < ${panels.length}; ++panel) {`,
        `  pack<${cppType(storage)}>(memory, ${rows} + ${table}[panel].inputs, ${table}[panel].pairs, packed);`,
        `  const std::int32_t *tile = ${weights} + ${table}[panel].weights;`,
        `  for (std::uint32_t left = ${table}[panel].tiles; left > 0; --left) {`,
        `    const std::int32_t outputs = ${perTile};`,
        `    tile = multiply<Sums::${formOf(step)}>(tile, ${step.drop}, packed, sums);`,
        "    const std::int32_t *sum = sums;",
        `    for (int o = 0; o < outputs; ++o, ++p, sum += ${sums} * EVENTS) {`,
      ],
      2,
    ),
    indent(
      [...ins, out].map(({ definition }) => definition),
      8,
    ),
    loop,
    indent(["    }", "  }", "}"], 2),
  ].join("");
}

/** Addresses of the rows of each pair; the partner of an odd one has no weight. */
function pairedRows({ layout }: Context, terms: readonly number[], inputs: View): readonly number[] {
  const rows = rowAddresses(layout, inputs);
  const paired = terms.length % 2 === 0 ? terms : [...terms, ...terms.slice(-1)];
  return paired.map((term) => must(rows[term], "row"));
}

/** `Panel`s of matrix.h; nothing is packed anew for inputs that the panel before has too. */
function panelRecords({ panels }: MatrixStep, matrices: readonly Tiles[], inputs: readonly (readonly number[])[]) {
  const begins: number[] = [];
  let [weights, rows] = [0, 0];
  for (const { words } of matrices) {
    begins.push(weights);
    weights += words.length;
  }
  return panels.map(({ matrix }, i) => {
    const list = must(inputs[i], "rows");
    const before = inputs[i - 1];
    const again = before?.length === list.length && list.every((address, k) => address === before[k]);
    const record = `{${rows}, ${again ? 0 : list.length / 2}, ${begins[matrix]}, ${matrices[matrix]?.outputs.length}}`;
    rows += list.length;
    return record;
  });
}

/** Panels are parts of one value, so that they lie in one storage. */
function storageOfInputs({ panels }: MatrixStep): Storage {
  const [storage, ...others] = panels.map(({ inputs }) => inputs.storage);
  const same = others.every(({ bits, signed }) => bits === storage?.bits && signed === storage.signed);
  if (storage === undefined || !same) throw new InternalError("panels of a matrix in several storages");
  return storage;
}

function decimal(value: number): string {
  return literal(BigInt(value));
}
