// `npm run survey`: writes docs/models.md from what `bxc check` and `bxc verify` say of the public models. About a minute.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type Problem, type Surveyed, surveyPage } from "./docs/survey.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const MODELS = path.join(ROOT, "../shared/models");
const SAMPLES = "50";

if (existsSync(MODELS)) {
  const models = readdirSync(MODELS, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".onnx"));
  writeFileSync(path.join(ROOT, "docs/models.md"), surveyPage(models.sort().map(survey)));
} else process.stderr.write("../shared/models is not there: docs/models.md is left as it is\n");

interface Answer {
  readonly ok: boolean;
  readonly layers: number;
  readonly events: number;
  readonly values: number;
  /** Undefined where nothing could be compared. */
  readonly equal?: boolean;
  readonly diagnostics: readonly Problem[];
}

function survey(model: string): Surveyed {
  const checked = bxc("check", model);
  if (!checked.ok) return { model, problems: checked.diagnostics };
  const { events, values, equal, diagnostics } = bxc("verify", model, "--samples", SAMPLES);
  if (equal === undefined) return { model, problems: diagnostics };
  return { model, verified: { layers: checked.layers, events, values, equal }, problems: diagnostics };
}

function bxc(command: string, model: string, ...options: readonly string[]): Answer {
  const args = [path.join(ROOT, "bin/bxc.js"), command, path.join(MODELS, model), ...options, "--json"];
  const { stdout } = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 2 ** 26 });
  return JSON.parse(stdout) as Answer;
}
