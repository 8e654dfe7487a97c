import type { Reporter } from "../../diagnostics/reporter.js";
import type { DecodedModel } from "./decode.js";
import { asNumber } from "./tensor.js";

/** Versions of ai.onnx: operators are read as of 7 to 25; 6 is read as 7 (see opset6.ts). */
const OPSETS = { oldest: 6, readAs: 7, newest: 25 } as const;

/** Oldest version of the file format that can carry an accepted opset (IR 3, ONNX 1.2). */
const OLDEST_IR = 3;

/** Version of each operator set by which nodes are read; a domain that nodes use but the model does not import is 1. */
export function readOpsets(proto: DecodedModel, file: string, reporter: Reporter): Map<string, number> {
  const opsets = new Map<string, number>();
  for (const { domain, version } of proto.opsetImport)
    opsets.set(domain === "ai.onnx" ? "" : domain, asNumber(version));
  const ir = asNumber(proto.irVersion);
  if (ir < OLDEST_IR) reporter.report("BX1007", { what: "IR version", version: ir, oldest: OLDEST_IR }, { file });
  const version = opsets.get("");
  if (version !== undefined && version < OPSETS.oldest)
    reporter.report("BX1007", { what: "operator set (opset) version", version, oldest: OPSETS.oldest }, { file });
  if (version !== undefined && version > OPSETS.newest)
    reporter.report("BX1008", { version, newest: OPSETS.newest }, { file });
  for (const domain of new Set(proto.graph.node.map((node) => (node.domain === "ai.onnx" ? "" : node.domain)))) {
    if (opsets.has(domain)) continue;
    const assumed = domain === "" ? OPSETS.newest : 1;
    reporter.report("BX1025", { domain, assumed }, { file });
    opsets.set(domain, assumed);
  }
  opsets.set("", Math.max(OPSETS.readAs, opsets.get("") ?? OPSETS.newest));
  return opsets;
}

export function isOpset6({ opsetImport }: DecodedModel): boolean {
  return opsetImport.some(({ domain, version }) => (domain === "" || domain === "ai.onnx") && asNumber(version) === 6);
}
