import type { Provenance } from "../../../data/sample.js";
import { TRACKS } from "../../../data/vertices/generate.js";
import { BINS } from "../../../data/vertices/track-word.js";
import { printApFixed } from "../../../fixed/text.js";
import { clusteredAuc, clusteredAucDifference } from "../../../metrics/auc-clusters.js";
import { must } from "../../../support/errors.js";
import { columnNamed } from "../../data/columns.js";
import { exportModel } from "../../export/export-model.js";
import { createNetwork, stateOf } from "../../network.js";
import { estimateText } from "../estimate-text.js";
import { historyFiles } from "../history-files.js";
import type { Metrics, RecipeResult } from "../recipe.js";
import type { Variants } from "../variants.js";
import { type Chain, sumType } from "./chain.js";
import { TOLD } from "./columns.js";
import { gain, passing, residualFigures, residualsOf, WITHIN } from "./figures.js";
import { type Answer, type Judged, judged, type TestSample } from "./judge.js";
import { DISTANCE_UNIT } from "./layers.js";
import { partModels } from "./model.js";
import { associationPlot, efficiencyPlot, residualPlot, weightPlot } from "./plots.js";

export interface VertexRequest {
  readonly networks: Variants;
  readonly samples: readonly (TestSample & { readonly provenance: Provenance })[];
  readonly settings: Readonly<Record<string, number | string>>;
}

type Files = Map<string, Uint8Array | string>;

/** Files and figures of the trained chains, beside fastHisto on the same events. */
export function vertexResult({ networks, samples, settings }: VertexRequest): RecipeResult {
  const provenance = samples.map((sample) => sample.provenance);
  const metadata = { provenance: JSON.stringify(provenance), settings: JSON.stringify(settings) };
  const chains = judged(networks, samples, metadata);
  const files: Files = new Map();
  for (const [name, { history }] of networks)
    for (const [file, content] of historyFiles(name, history)) files.set(file, content);
  for (const one of chains) writeModels(files, one, metadata);
  for (const sample of samples) writePlots(files, chains, sample);
  const shown = must(chains.find(({ chain }) => chain !== undefined)?.chain, "quantized chain");
  files.set("track-weight.svg", weightPlot(shown.weight.network, true));
  return { files, ...figures(chains, samples) };
}

/** `<variant>/<part>.onnx`, with a configuration each and one description of what is between them. */
function writeModels(files: Files, { name, network, chain }: Judged, metadata: Readonly<Record<string, string>>): void {
  if (chain === undefined) {
    const state = stateOf(network);
    // Without quantizers the number of bits says nothing.
    for (const [part, model] of Object.entries(partModels(8))) {
      const plain = createNetwork(model, network.kernels, { state });
      files.set(`${name}/${part}.onnx`, exportModel(plain, { quantized: false, metadata }).model);
    }
    return;
  }
  for (const [part, { exported }] of Object.entries(chain))
    files.set(`${name}/${part}.onnx`, exported.model).set(`${name}/${part}.yml`, exported.config);
  files.set(`${name}/chain.json`, `${JSON.stringify(description(chain), null, 2)}\n`);
}

/** What stands between the exported networks, in integers. */
function description(chain: Chain): Metrics {
  const inputs = [...TOLD.map(({ name, unit }) => `${name} / ${unit}`), `|dz| / ${DISTANCE_UNIT} words`];
  return {
    steps: [
      { network: "weight", of: "each track", inputs: inputs.slice(0, -1), type: printApFixed(chain.weight.input) },
      {
        histogram: "sum of the weights of a bin, (z0 word + 2^11) >> 4",
        bins: BINS,
        type: printApFixed(sumType(chain)),
      },
      { network: "pattern", of: "the histogram", type: printApFixed(chain.pattern.input) },
      { peak: "bin of the greatest value; of several, the middle of all of them, rounded up" },
      {
        distance: "d = z0 word - (16 bin - 2040); |d| is d, or -1 - d where d is negative",
        network: "association",
        of: "each track",
        inputs,
        type: printApFixed(chain.association.input),
      },
    ],
    tracks: TRACKS,
    one_model: "no: a histogram has no ONNX node that bxc compiles, so the chain is three models and this description",
  };
}

function writePlots(files: Files, chains: readonly Judged[], { name, data }: TestSample): void {
  const answers = chains.map((one) => ({ name: one.name, of: answerOf(one, name) }));
  const fastHisto = { name: "fastHisto", of: residualsOf(columnNamed(data, "fasthisto").data, data) };
  const residuals = [fastHisto, ...answers.map(({ name, of }) => ({ name, of: of.residuals }))];
  files.set(`residuals-${name}.svg`, residualPlot(name, residuals));
  files.set(`efficiency-${name}.svg`, efficiencyPlot(name, data, residuals));
  const tracks = answers.map(({ name, of }) => ({ name, of: of.tracks }));
  files.set(`association-${name}.svg`, associationPlot(name, tracks));
}

function answerOf({ answers }: Judged, sample: string): Answer {
  return must(answers.get(sample), sample);
}

function figures(
  chains: readonly Judged[],
  samples: VertexRequest["samples"],
): Pick<RecipeResult, "metrics" | "summary"> {
  const metrics: Record<string, Metrics> = {};
  const summary: [string, string][] = [];
  const float = must(chains[0], "float network");
  for (const sample of samples) {
    const { name, data, provenance } = sample;
    const baseline = residualsOf(columnNamed(data, "fasthisto").data, data);
    const parameters = { ...provenance.parameters };
    const found: Record<string, Metrics> = { fastHisto: { vertex: residualFigures(baseline) } };
    for (const chain of chains) {
      const { residuals, tracks, agreement } = answerOf(chain, name);
      const [limit] = WITHIN;
      const passed = passing(residuals, limit);
      const better = gain(passed, passing(baseline, limit));
      const worse = gain(passed, passing(answerOf(float, name).residuals, limit));
      const auc = clusteredAuc(tracks, tracks.events);
      const change = clusteredAucDifference(tracks, answerOf(float, name).tracks.scores, tracks.events);
      found[chain.name] = {
        vertex: {
          ...residualFigures(residuals),
          above_fasthisto: { ...better, standard_errors: better.value / better.error },
          ...(agreement && { change: { ...worse } }),
        },
        association: { auc: { ...auc }, ...(agreement && { auc_change: { ...change } }) },
        weights: chain.weights,
        non_zero_weights: chain.nonZeros,
        ...(agreement && { simulator: { ...agreement } }),
      };
      const what = `${chain.name}, ${name}`;
      const share = residualFigures(residuals)[`within_${limit}`] as unknown as typeof better;
      summary.push([`${what}: within ${limit} cm`, estimateText(share)]);
      summary.push([
        `${what}: above fastHisto`,
        `${estimateText(better)} (${(better.value / better.error).toFixed(1)})`,
      ]);
      summary.push([`${what}: AUC of the association`, estimateText(auc)]);
      if (agreement) {
        summary.push([`${what}: change of the AUC against float`, estimateText(change)]);
        summary.push([
          `${what}: differs from the simulator in`,
          `${agreement.differing} of ${agreement.values} values`,
        ]);
      }
    }
    metrics[name] = { ...found, data: { ...provenance, parameters, events: data.events } };
  }
  return { metrics, summary };
}
