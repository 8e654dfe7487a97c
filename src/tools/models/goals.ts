import { must } from "../../support/errors.js";

/** Bytes of a file of models/. */
export type ReadModelFile = (name: string) => Uint8Array;

/** A figure of the trained networks against what it should be. */
export interface Goal {
  readonly measure: string;
  readonly of: string;
  readonly value: string;
  readonly goal: string;
  readonly reached: boolean;
}

/** Figures of the committed networks, from the metrics.json of each. */
export function goalsOf(read: ReadModelFile): Goal[] {
  const metrics = (recipe: string): Figures => {
    return figuresOf(JSON.parse(new TextDecoder().decode(read(`trained/${recipe}/metrics.json`))));
  };
  const [btagger, vertex] = [metrics("btagger"), metrics("vertex")];
  const [autoencoder, continual] = [metrics("autoencoder"), metrics("continual")];
  return [
    agreement("b-tagger", btagger),
    agreement("vertex, tt-like", vertex.at("ttbar")),
    agreement("vertex, Z to mu mu-like", vertex.at("zmumu")),
    agreement("autoencoder", autoencoder),
    ...VARIANTS.flatMap((variant) => [
      aucGoal("b-tagger", variant, btagger.at(variant).at("auc_change").number("value")),
      aucGoal("vertex", variant, vertex.at("ttbar").at(variant).at("association").at("auc_change").number("value")),
      aucGoal("autoencoder", variant, greatestAucChange(autoencoder, variant)),
    ]),
    ...["ttbar", "zmumu"].map((sample) => vertexGoal(sample, vertex.at(sample).at("quantized"))),
    rateGoal("autoencoder", autoencoder.at("quantized")),
    ...["replay", "synaptic-intelligence", "replay-and-synaptic-intelligence"].flatMap((method) =>
      continualGoals(method, continual),
    ),
  ];
}

const VARIANTS = ["quantized", "quantized6", "pruned"] as const;

/** Nested numbers, read by name; what is missing is a mistake of this file. */
interface Figures {
  readonly at: (name: string) => Figures;
  readonly number: (name: string) => number;
  readonly flag: (name: string) => boolean;
  readonly names: () => readonly string[];
}

function figuresOf(json: unknown, path = "metrics"): Figures {
  const record = json as Readonly<Record<string, unknown>>;
  const get = (name: string): unknown => must(record[name], `${path}.${name}`);
  return {
    at: (name) => figuresOf(get(name), `${path}.${name}`),
    number: (name) => get(name) as number,
    flag: (name) => get(name) as boolean,
    names: () => Object.keys(record),
  };
}

function agreement(of: string, network: Figures): Goal {
  const all = VARIANTS.map((variant) => network.at(variant).at("simulator"));
  const sum = (name: string): number => all.reduce((total, one) => total + one.number(name), 0);
  const [values, differing] = [sum("values"), sum("differing")];
  const value = `${differing} of ${values} values differ`;
  return {
    measure: "quantized forward pass against the simulator",
    of,
    value,
    goal: "identical",
    reached: differing === 0,
  };
}

const AUC_GOALS = {
  quantized: { measure: "AUC, 8 bits against float", most: 0.003 },
  quantized6: { measure: "AUC, 6 bits against float", most: 0.01 },
  pruned: { measure: "AUC, 75 % pruned and 8 bits against float", most: 0.01 },
} as const;

function aucGoal(of: string, variant: keyof typeof AUC_GOALS, change: number): Goal {
  const { measure, most } = AUC_GOALS[variant];
  return { measure, of, value: signed(change, 4), goal: `within ${most}`, reached: Math.abs(change) <= most };
}

function greatestAucChange(network: Figures, variant: string): number {
  const aucs = (of: string): Figures => network.at(of).at("signals");
  const changes = aucs("float")
    .names()
    .map((signal) => aucs(variant).at(signal).number("auc") - aucs("float").at(signal).number("auc"));
  return changes.reduce((most, change) => (Math.abs(change) > Math.abs(most) ? change : most), 0);
}

function vertexGoal(sample: string, chain: Figures): Goal {
  const above = chain.at("vertex").at("above_fasthisto");
  const errors = above.number("value") / above.number("error");
  return {
    measure: "vertex: share within 0.15 cm above fastHisto's",
    of: `${sample}, 8 bits`,
    value: `${signed(above.number("value"), 4)} ± ${above.number("error").toFixed(4)} (${errors.toFixed(1)} standard errors)`,
    goal: "more than 3 standard errors",
    reached: errors > 3,
  };
}

function rateGoal(of: string, network: Figures): Goal {
  const change = network.number("greatest_change");
  const same = network.flag("same_ranking");
  return {
    measure: "efficiency at 1 kHz, 8 bits against float: greatest relative change",
    of,
    value: `${(100 * change).toFixed(1)} %, ${same ? "same" : "other"} ranking of signals`,
    goal: "within 5 %, same ranking",
    reached: change <= 0.05 && same,
  };
}

function continualGoals(method: string, continual: Figures): Goal[] {
  const figures = continual.at(method).at("accuracy");
  const forgetting = `forgetting ${signed(figures.at("forgetting").number("value"), 4)}`;
  return ["top-up", "none"].map((other) => {
    const above = figures.at(`average_above_${other}`);
    return {
      measure: `continual: average accuracy above ${other === "none" ? "no retraining" : "plain top-up"}`,
      of: `${method}, ${forgetting}`,
      value: `${signed(above.number("value"), 4)} ± ${above.number("error").toFixed(4)}`,
      goal: "above 0",
      reached: above.number("value") > 0,
    };
  });
}

function signed(value: number, digits: number): string {
  return `${value < 0 ? "-" : "+"}${Math.abs(value).toFixed(digits)}`;
}
