import { configCodes } from "./codes/config.js";
import { containerCodes } from "./codes/container.js";
import { daisCodes } from "./codes/dais.js";
import { dataCodes } from "./codes/data.js";
import { dataFileCodes } from "./codes/data-file.js";
import { evaluateCodes } from "./codes/evaluate.js";
import { fileCodes } from "./codes/file.js";
import { fitCodes } from "./codes/fit.js";
import { modelCodes } from "./codes/model.js";
import { toolCodes } from "./codes/tool.js";
import { trainCodes } from "./codes/train.js";
import { usageCodes } from "./codes/usage.js";
import { verifyCodes } from "./codes/verify.js";
import type { CodeRow } from "./diagnostic.js";

/** Every diagnostic that Bunchcross can print. */
export const CODES = {
  ...fileCodes,
  ...modelCodes,
  ...daisCodes,
  ...configCodes,
  ...dataCodes,
  ...containerCodes,
  ...dataFileCodes,
  ...verifyCodes,
  ...toolCodes,
  ...trainCodes,
  ...fitCodes,
  ...evaluateCodes,
  ...usageCodes,
};

export type Code = keyof typeof CODES;
export type Params<C extends Code> = (typeof CODES)[C] extends CodeRow<infer P> ? P : never;
