import type { Location } from "../../diagnostics/diagnostic.js";
import type { Reporter } from "../../diagnostics/reporter.js";
import type { World } from "./parse.js";

/** A matrix product as the Resource strategy builds it: `rows` inputs (of one position) times `columns` outputs. */
export interface ReuseRequest {
  readonly layer: string;
  readonly reuse: number;
  readonly rows: number;
  readonly columns: number;
}

/** Values shown of a long list: those nearest to what was asked for. */
const SHOWN = 12;

/** The reuse factors of the Resource strategy: the divisors of `rows`, and `rows` times a divisor of `columns`; ascending. */
export function legalReuseFactors(rows: number, columns: number): number[] {
  const whole = divisors(columns).map((d) => rows * d);
  return [...new Set([...divisors(rows), ...whole])].sort((a, b) => a - b);
}

/**
 * The reuse factor that a Resource layer gets. One that is not legal is an error (BX2060); in hls4ml's numerics the
 * nearest legal one is taken, the smaller of two equally near, with a warning (BX2061), as that tool does.
 */
export function settleReuseFactor(request: ReuseRequest, world: World, reporter: Reporter, at: Location = {}): number {
  const { layer, reuse, rows, columns } = request;
  const all = legalReuseFactors(rows, columns);
  if (all.includes(reuse)) return reuse;
  const nearest = [...all].sort((a, b) => Math.abs(a - reuse) - Math.abs(b - reuse) || a - b);
  const legal = nearest.slice(0, SHOWN).sort((a, b) => a - b);
  const [taken = 1] = nearest;
  if (world === "hls4ml") reporter.report("BX2061", { layer, reuse, taken, legal }, at);
  else reporter.report("BX2060", { layer, reuse, rows, columns, legal }, at);
  return taken;
}

function divisors(n: number): number[] {
  const low: number[] = [];
  for (let d = 1; d * d <= n; d++) if (n % d === 0) low.push(d);
  return [...new Set([...low, ...low.map((d) => n / d).reverse()])];
}
