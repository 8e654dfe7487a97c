/** Text for SVG and HTML: nothing in it is markup, and control characters, which XML forbids, are dropped. */
export function escaped(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]|\p{Surrogate}/gu, "")
    .replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** A coordinate in pixels, to a hundredth: the same bytes on every machine. */
export function px(value: number): string {
  return String(Math.round(value * 100) / 100 + 0);
}

/** An element; attributes and children are markup already, save that attribute values are escaped. */
export function tag(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: string[]
): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${typeof value === "number" ? px(value) : escaped(value)}"`)
    .join("");
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join("")}</${name}>`;
}
