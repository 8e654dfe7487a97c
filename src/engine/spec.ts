/** `NAME=FILE`, or a file alone; names of the model may hold '=' themselves. */
export function splitSpec(spec: string, names: readonly string[]): { name: string | undefined; file: string } {
  const known = names.find((name) => spec.startsWith(`${name}=`));
  const cut = known === undefined ? spec.indexOf("=") : known.length;
  return cut < 0 ? { name: undefined, file: spec } : { name: spec.slice(0, cut), file: spec.slice(cut + 1) };
}
