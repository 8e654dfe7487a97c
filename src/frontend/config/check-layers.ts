import type { Reporter } from "../../diagnostics/reporter.js";
import { didYouMean, shown } from "../../support/text.js";
import { CLASSES, FRONT_END_NAMES, hls4mlLayer, type ModelNames } from "./layer-names.js";
import type { Config, World } from "./parse.js";

/** Names shown of a model's layers. */
const SHOWN = 8;

/** Reports every key of LayerName and LayerType that speaks of nothing in the model (BX2030) or nothing at all (BX2031). */
export function checkLayers(config: Config, world: World, names: ModelNames, reporter: Reporter): void {
  checkNames(config, world, names, reporter);
  checkTypes(config, world, names, reporter);
}

function checkNames(config: Config, world: World, names: ModelNames, reporter: Reporter): void {
  const own = [...names.inputs, ...names.nodes.map(({ name }) => name)];
  const made = names.nodes.map((node) => ({ node, layer: hls4mlLayer(node) }));
  const exact = new Set([...own, ...names.constants, ...made.flatMap(({ layer }) => layer.names)]);
  // hls4ml compares the names of nodes that it replaces exactly, all others in any case.
  const strict = made.filter(({ layer }) => world === "hls4ml" && layer.replaces !== undefined);
  const strictNames = new Set(strict.map(({ node }) => node.name));
  const inAnyCase = new Set([...exact].filter((name) => !strictNames.has(name)).map((name) => name.toLowerCase()));
  const unique = [...new Set(own)];
  const valid = unique.slice(0, SHOWN).map((name) => shown(name, 40));
  for (const [name, { at }] of config.layerNames) {
    if (exact.has(name) || inAnyCase.has(name.toLowerCase())) continue;
    const near = didYouMean(name.slice(0, 200), unique);
    const params = { name: shown(name), near: near && shown(near), valid, more: unique.length - valid.length };
    reporter.report("BX2030", params, at);
  }
}

function checkTypes(config: Config, world: World, names: ModelNames, reporter: Reporter): void {
  const operators = [...new Set(names.nodes.map(({ opType }) => opType))];
  const classes = new Set(CLASSES.map((name) => name.toLowerCase()));
  const valid = [...new Set([...CLASSES, ...operators])];
  for (const [name, { at }] of config.layerTypes) {
    if (classes.has(name.toLowerCase())) continue;
    const operator = operators.find((op) => op.toLowerCase() === name.toLowerCase());
    const ofFrontEnd = FRONT_END_NAMES.get(name);
    if (world === "bunchcross" && operator !== undefined) continue;
    if (world === "hls4ml" && (operator !== undefined || ofFrontEnd !== undefined)) {
      const nodes = names.nodes.filter(({ opType }) => opType === operator);
      const instead = ofFrontEnd === undefined ? nodes.flatMap((node) => hls4mlLayer(node).classes) : [ofFrontEnd];
      reporter.report("BX2032", { name, instead: [...new Set(instead)].filter((c) => CLASSES.includes(c)) }, at);
    } else reporter.report("BX2031", { name: shown(name), near: ofFrontEnd ?? didYouMean(name, valid), valid }, at);
  }
}
