// `npm run check`: everything that must hold, one line a step; the same on a laptop and in CI.
import { spawnSync } from "node:child_process";

const STEPS = [
  ["format", "biome format ."],
  ["types", "tsc --noEmit -p ."],
  ["lint", "oxlint --deny-warnings src test tools hls-tests bin"],
  ["import rules", "depcruise --config .dependency-cruiser.cjs src"],
  ["dead code", "knip"],
  ["file lengths", "node tools/file-lengths.mjs"],
  ["generated files", "node tools/generate.mjs --check"],
  ["tests", "vitest run --reporter=default --reporter=json --outputFile.json=.test-results.json"],
];

for (const [name, command] of STEPS) {
  const start = Date.now();
  const { status } = spawnSync(command, { shell: true, stdio: "inherit", env: withBin(process.env) });
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  process.stderr.write(`${status === 0 ? "ok  " : "FAIL"} ${name} (${seconds} s)\n`);
  if (status !== 0) process.exit(1);
}

function withBin(env) {
  return { ...env, PATH: `node_modules/.bin:${env.PATH}` };
}
