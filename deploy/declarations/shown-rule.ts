/** A rule of a list by its place and, if it has one, its name: `rules[3] "dear"`. Whatever was declared. */
export function shownRule(rule: unknown, index: number): string {
  const name = (rule as { readonly name?: unknown } | null | undefined)?.name;
  return typeof name === "string" ? `rules[${index}] ${JSON.stringify(name)}` : `rules[${index}]`;
}
