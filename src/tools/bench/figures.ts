import type { Emitted, Machine } from "./measure.js";

/** Everything that one run measured. */
export interface Figures {
  readonly date: string;
  readonly command: string;
  readonly machine: Machine;
  /** Wall seconds of `bxc compile`, cold process to files on disk, each run. */
  readonly compileSeconds: readonly number[];
  readonly medianCompileSeconds: number;
  readonly ours: Emitted & {
    /** CPU seconds of g++ on test bench and firmware, by the emitted Makefile. */
    readonly gxxDefault: number;
    readonly gxxO3: number;
  };
  /** hls4ml's project for the same model and configuration; null where hls4ml is not there. */
  readonly peer: (Emitted & { readonly version: string; readonly gxxO3: number }) | null;
}

/** The figures as a Markdown table. Goals are those of the project's first issue. */
export function figuresTable({ medianCompileSeconds, compileSeconds, ours, peer }: Figures): string {
  const third = "at most 1/3";
  const against = (mine: number, theirs: number | undefined, digits: number): string[] =>
    theirs === undefined
      ? [mine.toFixed(digits), "not measured", ""]
      : [mine.toFixed(digits), theirs.toFixed(digits), (mine / theirs).toFixed(3)];
  const rows = [
    [
      `\`bxc compile\`, cold process to files: wall s, median of ${compileSeconds.length}`,
      medianCompileSeconds.toFixed(2),
      "",
      "",
      "below 1.0 s",
    ],
    ["g++ -O3 of the emitted project: CPU s", ...against(ours.gxxO3, peer?.gxxO3, 2), third],
    ["the same with the emitted Makefile's own flags: CPU s", ...against(ours.gxxDefault, peer?.gxxO3, 2), ""],
    ["files emitted", ...against(ours.files, peer?.files, 0), third],
    ["bytes emitted", ...against(ours.bytes, peer?.bytes, 0), third],
  ];
  const head = ["figure", "bxc", peer === null ? "hls4ml" : `hls4ml ${peer.version}`, "ratio", "goal"];
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** benchmarks/README.md with the figures of this run in their place. */
export function withFigures(readme: string, figures: Figures): string {
  const { cpu, cores, node, gxx } = figures.machine;
  const place = `Taken ${figures.date} on ${cpu}, ${cores} cores, Node ${node}, ${gxx}.`;
  return readme.replace(
    /(<!-- figures -->\n)[\s\S]*(<!-- end of figures -->)/,
    (_, start: string, end: string) => `${start}${place}\n\n${figuresTable(figures)}\n${end}`,
  );
}
