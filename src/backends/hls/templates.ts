import { InternalError } from "../../support/errors.js";
import type { FirmwareView } from "./view.js";

/** Text of a file under the package's templates/ folder; undefined where there is none. */
export type TemplateSource = (path: string) => string | undefined;

export function templateText(templates: TemplateSource, path: string): string {
  const text = templates(path);
  if (text === undefined) throw new InternalError(`no template ${path}`);
  return text;
}

/** Headers of one template folder and all that they include from it, in the order found. */
export function headerClosure(templates: TemplateSource, folder: string, roots: Iterable<string>): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (name: string): void => {
    if (found.has(name)) return;
    const text = templates(`${folder}/${name}`);
    if (text === undefined) return;
    found.set(name, text);
    for (const [, included] of text.matchAll(/^\s*#\s*include\s*[<"]([\w.]+)[>"]/gm)) visit(included ?? "");
  };
  for (const root of roots) {
    templateText(templates, `${folder}/${root}`);
    visit(root);
  }
  return found;
}

/** AMD's types as kernels include them: our light headers stand in where Vitis is absent. */
export function apTypes(templates: TemplateSource, kernels: Iterable<string>): Map<string, string> {
  const roots = new Set(["ap_fixed.h", "ap_int.h"]);
  for (const text of kernels)
    for (const [, name] of text.matchAll(/^\s*#\s*include\s*[<"](hls_\w+\.h)[>"]/gm)) roots.add(name ?? "");
  return headerClosure(templates, "ap_types", roots);
}

/** The kernels in use and what they include. */
export function kernelHeaders(
  views: readonly FirmwareView[],
  templates: TemplateSource,
  more: readonly string[] = [],
): Map<string, string> {
  const used = views.flatMap((view) => view.layers.map(({ call }) => call.header));
  return headerClosure(templates, "nnet_utils", ["nnet_common.h", ...more, ...new Set(used)]);
}
