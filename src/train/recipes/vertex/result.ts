import type { Provenance } from "../../../data/sample.js";
import { clusteredAuc, clusteredAucDifference } from "../../../metrics/auc-clusters.js";
import { must } from "../../../support/errors.js";
import { columnNamed } from "../../data/columns.js";
import { estimateText } from "../estimate-text.js";
import { historyFiles } from "../history-files.js";
import type { Metrics, RecipeResult } from "../recipe.js";
import type { Variants } from "../variants.js";
import { gain, passing, residualFigures, residualsOf, shareWithin, WITHIN } from "./figures.js";
import { chainFiles } from "./files.js";
import { type Answer, type Judged, judged, type TestSample } from "./judge.js";
import { associationPlot, efficiencyPlot, residualPlot, weightPlot } from "./plots.js";

export interface VertexRequest {
  readonly networks: Variants;
  readonly samples: readonly JudgedSample[];
  readonly settings: Readonly<Record<string, number | string>>;
}

interface JudgedSample extends TestSample {
  readonly provenance: Provenance;
}

/** Files and figures of the trained chains, beside fastHisto on the same events. */
export function vertexResult({ networks, samples, settings }: VertexRequest): RecipeResult {
  const provenance = samples.map((sample) => sample.provenance);
  const metadata = { provenance: JSON.stringify(provenance), settings: JSON.stringify(settings) };
  const chains = judged(networks, samples, metadata);
  const shown = must(chains.find(({ chain }) => chain !== undefined)?.chain, "quantized chain");
  const reports = samples.map((sample) => report(chains, sample));
  return {
    files: new Map([
      ...chains.flatMap((chain) => chainFiles(chain, metadata)),
      ...Array.from(networks, ([name, { history }]) => historyFiles(name, history)).flat(),
      ...samples.flatMap((sample) => plots(chains, sample)),
      ["track-weight.svg", weightPlot(shown.weight.network, true)],
    ]),
    metrics: Object.fromEntries(reports.map(({ name, metrics }) => [name, metrics])),
    summary: reports.flatMap(({ summary }) => summary),
  };
}

function plots(chains: readonly Judged[], { name, data }: TestSample): readonly (readonly [string, string])[] {
  const answers = chains.map((chain) => ({ name: chain.name, of: answerOf(chain, name) }));
  const found = answers.map((answer) => ({ name: answer.name, of: answer.of.residuals }));
  const residuals = [{ name: "fastHisto", of: fastHistoResiduals({ data }) }, ...found];
  const tracks = answers.map((answer) => ({ name: answer.name, of: answer.of.tracks }));
  return [
    [`residuals-${name}.svg`, residualPlot(name, residuals)],
    [`efficiency-${name}.svg`, efficiencyPlot(name, data, residuals)],
    [`association-${name}.svg`, associationPlot(name, tracks)],
  ];
}

interface Report {
  readonly metrics: Metrics;
  readonly summary: RecipeResult["summary"];
}

/** Of all chains on one sample. */
function report(chains: readonly Judged[], sample: JudgedSample): Report & { readonly name: string } {
  const { name, data, provenance } = sample;
  const float = answerOf(must(chains[0], "float chain"), name);
  const baseline = fastHistoResiduals(sample);
  const reports = chains.map((chain) => [chain.name, chainReport(chain, sample, float, baseline)] as const);
  const [limit] = WITHIN;
  return {
    name,
    metrics: {
      data: { ...provenance, parameters: { ...provenance.parameters }, events: data.events },
      fastHisto: { vertex: residualFigures(baseline) },
      ...Object.fromEntries(reports.map(([chain, { metrics }]) => [chain, metrics])),
    },
    summary: [
      [`${name}, fastHisto: within ${limit} cm`, estimateText(shareWithin(baseline, limit))],
      ...reports.flatMap(([, { summary }]) => summary),
    ],
  };
}

function chainReport(chain: Judged, { name }: JudgedSample, float: Answer, baseline: Float64Array): Report {
  const { residuals, tracks, agreement } = answerOf(chain, name);
  const [limit] = WITHIN;
  const passed = passing(residuals, limit);
  const above = gain(passed, passing(baseline, limit));
  const sigmas = above.value / above.error;
  const auc = clusteredAuc(tracks, tracks.events);
  const aucChange = clusteredAucDifference(tracks, float.tracks.scores, tracks.events);
  const what = `${name}, ${chain.name}`;
  const share = estimateText(shareWithin(residuals, limit));
  return {
    metrics: {
      vertex: {
        ...residualFigures(residuals),
        above_fasthisto: { ...above, standard_errors: sigmas },
        ...(agreement && { change: { ...gain(passed, passing(float.residuals, limit)) } }),
      },
      association: { auc: { ...auc }, ...(agreement && { auc_change: { ...aucChange } }) },
      weights: chain.weights,
      non_zero_weights: chain.nonZeros,
      ...(agreement && { simulator: { ...agreement } }),
    },
    summary: [
      [`${what}: within ${limit} cm`, `${share}, above fastHisto by ${sigmas.toFixed(1)} standard errors`],
      [`${what}: AUC of the association`, estimateText(auc)],
      ...(agreement === undefined
        ? []
        : ([
            [`${what}: change of the AUC against float`, estimateText(aucChange)],
            [`${what}: differs from the simulator in`, `${agreement.differing} of ${agreement.values} values`],
          ] as const)),
    ],
  };
}

function fastHistoResiduals({ data }: Pick<TestSample, "data">): Float64Array {
  return residualsOf(columnNamed(data, "fasthisto").data, data);
}

function answerOf({ answers }: Judged, sample: string): Answer {
  return must(answers.get(sample), sample);
}
