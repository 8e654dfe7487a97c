import type { Provenance, SamplePort } from "../data/sample.js";
import type { SampleGenerator } from "../data/samples.js";
import type { Reporter } from "../diagnostics/reporter.js";
import { didYouMean, plural } from "../support/text.js";
import { collect } from "./model-options.js";
import type { Register } from "./program.js";
import type { CommonOptions, Outcome, Session } from "./session.js";
import { table } from "./table.js";

interface GenerateOptions extends CommonOptions {
  readonly events?: string;
  readonly seed: string;
  readonly stream?: string;
  readonly set?: readonly string[];
  readonly output?: string;
  readonly settings?: boolean;
}

const EXAMPLES = `
Examples:
  bxc generate jets --events 100000 --seed 1 --stream train -o train.npz
  bxc generate jets --events 100000 --seed 1 --stream test --set classes=b,light --set d0Constant=0.05 -o test.h5
  bxc generate events --events 1000 --seed 7 --set process=HH_4b -o signal.csv
  bxc generate vertices --settings

Toy Monte Carlo, not experiment simulation. The same version, settings, seed and stream give the same bytes; streams of
other names share no random numbers. Files say where they come from (docs/generate.md).`;

export const generateCommand: Register = (program, run) =>
  program
    .command("generate")
    .description("make a sample of toy Monte Carlo in the words of the trigger's hardware")
    .argument("<sample>", "jets, vertices or events")
    .option("-n, --events <n>", "number of events")
    .option("--seed <n>", "seed of the random numbers, below 2^32", "1")
    .option("--stream <name>", "stream of random numbers, such as train or test (default: the sample's name)")
    .option("-s, --set <name=value>", "one setting (repeatable)", collect)
    .option("-o, --output <file>", "file to write: .npz, .h5, .parquet or .csv")
    .option("--settings", "list the settings with their defaults instead of writing a file")
    .addHelpText("after", EXAMPLES)
    .action(run(generate));

async function generate(session: Session, options: GenerateOptions, name: string): Promise<Outcome | undefined> {
  const { io, reporter } = session;
  const [{ SAMPLES }, { parseSetting, settle }] = await Promise.all([
    import("../data/samples.js"),
    import("../train/recipes/settings.js"),
  ]);
  const sample = SAMPLES.find((known) => known.name === name);
  const names = SAMPLES.map((known) => known.name);
  if (sample === undefined) {
    const expected = `one of ${names.join(", ")}`;
    reporter.report("BX7002", { option: "sample", value: name, expected, near: didYouMean(name, names) });
  } else if (options.settings) return listSettings(sample);
  const asked = await askedOf(options, reporter);
  const parameters = sample && settle(sample.knobs, (options.set ?? []).map(parseSetting), reporter);
  if (sample === undefined || asked === undefined || reporter.hasErrors()) return undefined;
  const { seed, events, file } = asked;
  const { stream = name, json } = options;
  const source = sample.create({ seed, stream, ...(parameters && { parameters }) });
  const [{ writeSample }, { undoOnInterrupt }, { createProgress, rateText }] = await Promise.all([
    import("../files/sample.js"),
    import("./undo.js"),
    import("./progress.js"),
  ]);
  const progress = createProgress(io);
  const start = performance.now();
  const onProgress = json ? undefined : progress.update;
  const written = await writeSample(source, { file, events, reporter, onProgress, onInterrupt: undoOnInterrupt });
  progress.end();
  if (!written) return undefined;
  const seconds = (performance.now() - start) / 1000;
  const rate = `${plural(events, "event")} in ${seconds.toPrecision(3)} s, ${rateText(events / seconds)}`;
  return {
    data: { file, events, seconds, ports: source.ports, provenance: source.provenance },
    text: `${summary(source.ports, source.provenance, events)}\n${rate}, in ${file}\n`,
  };
}

interface Asked {
  readonly events: number;
  readonly seed: number;
  readonly file: string;
}

/** What was asked for; undefined where something is missing or wrong, all of it reported. */
async function askedOf(
  { events, seed, stream, output }: GenerateOptions,
  reporter: Reporter,
): Promise<Asked | undefined> {
  const { formatOfName, sampleExtensions } = await import("../files/formats.js");
  const missing = (problem: string, hint: string): void => reporter.report("BX7001", { problem, hint });
  const wrong = (option: string, value: string, expected: string): void =>
    reporter.report("BX7002", { option, value, expected });
  const isWhole = (text: string, least: number, most: number): boolean =>
    /^\d{1,10}$/.test(text) && Number(text) >= least && Number(text) <= most;
  if (events === undefined) missing("the number of events is missing", "give it with --events N");
  else if (!isWhole(events, 1, MOST)) wrong("--events", events, `a whole number from 1 to ${MOST}`);
  if (!isWhole(seed, 0, MOST)) wrong("--seed", seed, `a whole number from 0 to ${MOST}`);
  if (stream?.trim() === "") wrong("--stream", stream, "a name");
  if (output === undefined) missing("there is no place for the sample", "name a file with --output FILE");
  else if (formatOfName(output)?.writes?.provenance !== true)
    wrong("--output", output, `a file of arrays with names: one that ends in ${sampleExtensions().join(", ")}`);
  if (events === undefined || output === undefined) return undefined;
  return { events: Number(events), seed: Number(seed), file: output };
}

/** Events are counted, and seeds are, in 32 bits. */
const MOST = 2 ** 32 - 1;

function summary(ports: readonly SamplePort[], provenance: Provenance, events: number): string {
  const { generator, version, seed, stream, parameterHash, notice } = provenance;
  const arrays = ports.map(({ name, shape, about }) => [name, `(${[events, ...shape].join(", ")})`, about]);
  const origin = `${generator} version ${version}, seed ${seed}, stream ${stream}, settings ${parameterHash.slice(0, 16)}`;
  return `${table(["array", "shape", ""], arrays)}\n${origin}\n${notice}\n`;
}

async function listSettings({ name, about, knobs }: SampleGenerator): Promise<Outcome> {
  const { settingsTable } = await import("./settings-table.js");
  return { data: { sample: name, about, settings: knobs }, text: `${about}\n\n${settingsTable(knobs)}` };
}
