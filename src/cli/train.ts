import { collect } from "./model-options.js";
import type { Register } from "./program.js";
import type { CommonOptions, Outcome, Session } from "./session.js";

export interface TrainOptions extends CommonOptions {
  readonly output?: string;
  readonly config?: string;
  readonly set?: readonly string[];
  readonly resume?: boolean;
  readonly force?: boolean;
  readonly settings?: boolean;
}

const EXAMPLES = `
Examples:
  bxc train btagger -o btagger
  bxc train btagger -o small --set jets=20000 --set epochs=3
  bxc train autoencoder --config autoencoder.yml -o autoencoder --resume
  bxc train vertex --settings

All data are made on the way: toy Monte Carlo, not experiment simulation. The same settings give the same bytes.`;

export const trainCommand: Register = (program, run) =>
  program
    .command("train")
    .description("train a network of the trigger, from toy data to quantized ONNX")
    .argument("<recipe>", "btagger, deepset, vertex, autoencoder, vae or continual")
    .option("-o, --output <folder>", "where models, configurations, metrics and plots go")
    .option("-c, --config <file>", "settings: a YAML or JSON map")
    .option("-s, --set <name=value>", "one setting (repeatable)", collect)
    .option("--resume", "go on from the checkpoints of an interrupted run")
    .option("--force", "replace an output folder that Bunchcross did not write")
    .option("--settings", "list the settings with their defaults instead of training")
    .addHelpText("after", EXAMPLES)
    .action(run(train));

async function train(session: Session, options: TrainOptions, recipe: string): Promise<Outcome | undefined> {
  const training = await import("./training-run.js");
  return training.train(session, options, recipe);
}
