/** The statements of a file in this folder: one a line, below headings that are SQL comments. */
import { readFileSync } from "node:fs";

export interface StatementSection {
  readonly heading: string;
  readonly statements: readonly string[];
}

export function sectionsOf(file: string): StatementSection[] {
  const lines = readFileSync(new URL(file, import.meta.url), "utf8")
    .split("\n")
    .filter(Boolean);
  const sections: { heading: string; statements: string[] }[] = [];
  for (const line of lines) {
    const heading = /^-- (.*)/.exec(line)?.[1];
    if (heading !== undefined || sections.length === 0) {
      sections.push({ heading: heading ?? file, statements: [] });
    }
    if (heading === undefined) sections.at(-1)!.statements.push(line);
  }
  return sections;
}

export const statementsOf = (file: string): string[] =>
  sectionsOf(file).flatMap(({ statements }) => statements);
