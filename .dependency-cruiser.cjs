// Who may import whom (ARCHITECTURE.md, section "Tree"). A folder may import what stands before it in this list.
const LAYERS = ["support", "fixed", "diagnostics", "netlist", "ir", "ops"];
const SIBLINGS = ["frontend", "passes", "sim", "backends", "data", "metrics", "plot"];
// verify holds the simulation against what the back ends emit, so it stands above both.
const TOP = ["verify", "driver", "evaluate", "train", "cli", "tools"];

const upward = LAYERS.map((layer, index) => ({
  name: `${layer}-imports-only-what-is-below`,
  severity: "error",
  from: { path: `^src/${layer}/`, pathNot: "\\.test\\.ts$" },
  to: { path: `^src/(${[...LAYERS.slice(index + 1), ...SIBLINGS, ...TOP].join("|")})/` },
}));

const siblings = SIBLINGS.map((sibling) => ({
  name: `${sibling}-is-a-stranger-to-its-siblings`,
  severity: "error",
  from: { path: `^src/${sibling}/`, pathNot: "\\.test\\.ts$" },
  to: { path: `^src/(${[...SIBLINGS.filter((other) => other !== sibling), ...TOP].join("|")})/` },
}));

module.exports = {
  forbidden: [
    ...upward,
    ...siblings,
    {
      name: "ops-do-not-see-one-another",
      severity: "error",
      from: { path: "^src/ops/([^/]+)/", pathNot: "\\.test\\.ts$" },
      to: { path: "^src/ops/([^/]+)(/|\\.ts$)", pathNot: "^src/ops/$1/" },
    },
    {
      name: "core-does-no-io",
      comment: "Only src/cli, src/tools, src/files and src/engine touch processes and files.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(cli|tools|files|engine)/|\\.test\\.ts$" },
      to: { dependencyTypes: ["core"], pathNot: "^(node:)?(crypto|zlib|buffer)$" },
    },
    {
      name: "no-cycles",
      severity: "error",
      from: { path: "^src/" },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "verify-is-below-driver",
      severity: "error",
      from: { path: "^src/verify/", pathNot: "\\.test\\.ts$" },
      to: { path: "^src/(frontend|driver|cli|tools)/" },
    },
    {
      name: "driver-is-below-evaluate",
      severity: "error",
      from: { path: "^src/driver/" },
      to: { path: "^src/(evaluate|train|cli|tools)/" },
    },
    {
      name: "evaluate-is-below-train",
      severity: "error",
      from: { path: "^src/evaluate/", pathNot: "\\.test\\.ts$" },
      to: { path: "^src/(train|engine|files|cli|tools)/" },
    },
    {
      name: "train-is-below-cli",
      severity: "error",
      from: { path: "^src/train/", pathNot: "\\.test\\.ts$" },
      to: { path: "^src/(engine|files|cli|tools)/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: "specify",
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "default"] },
  },
};
