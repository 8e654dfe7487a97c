import { type Result, reached } from "./bench.js";

/** Everything of one run, as sim.json holds it. */
export interface Figures {
  readonly date: string;
  readonly command: string;
  readonly machine: Readonly<Record<string, string | number>>;
  readonly runs: number;
  readonly rows: readonly { readonly id: string; readonly results: readonly Result[]; readonly raw: unknown }[];
}

/** The results as a Markdown table. */
export function resultsTable(results: readonly Result[]): string {
  const head = ["measure", "ours", "peer", "measured", "goal", "reached"];
  const rows = results.map((result) => [
    result.measure,
    result.ours,
    result.peer,
    valueText(result),
    goalText(result),
    verdict(result),
  ]);
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function valueText({ value, unit, why }: Result): string {
  if (value === undefined) return `not measured (${why})`;
  return `${withUnit(value >= 10 ? value.toFixed(0) : value.toFixed(2), unit)}`;
}

function goalText({ goal, unit }: Result): string {
  if (goal === undefined) return "";
  const { least, most } = goal;
  return least === undefined ? `at most ${withUnit(String(most), unit)}` : `at least ${withUnit(String(least), unit)}`;
}

function withUnit(value: string, unit: Result["unit"]): string {
  return unit === "" ? value : `${value} ${unit}`;
}

function verdict(result: Result): string {
  const verdict = reached(result);
  if (verdict === undefined) return "";
  return verdict ? "yes" : `**no**: ${result.goal?.limit ?? "not known yet what limits it"}`;
}

/** benchmarks/README.md with the figures of this run in the place of a section. */
export function withResults(
  readme: string,
  section: "simulator" | "training",
  { date, machine, rows }: Figures,
): string {
  const place = `Taken ${date}. ${Object.entries(machine)
    .map(([name, value]) => `${name}: ${value}`)
    .join("; ")}.`;
  return readme.replace(
    new RegExp(`(<!-- ${section} -->\\n)[\\s\\S]*(<!-- end of ${section} -->)`),
    (_, start: string, end: string) =>
      `${start}${place}\n\n${resultsTable(rows.flatMap(({ results }) => results))}\n${end}`,
  );
}
