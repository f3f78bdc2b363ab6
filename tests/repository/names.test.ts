import { describe, expect, test } from "@jest/globals";
import ts from "typescript";
import { FOLDERS, sourcesOf, textOf } from "./sources.ts";

/** Types that are exported under one name by several of these files, with the files. */
function withTwoMeanings(texts: Readonly<Record<string, string>>): string[] {
  const files = new Map<string, string[]>();
  for (const [file, text] of Object.entries(texts)) {
    for (const name of exportedTypes(text)) files.set(name, [...(files.get(name) ?? []), file]);
  }
  return [...files]
    .filter(([, places]) => places.length > 1)
    .map(([name, places]) => `${name}: ${places.join(", ")}`);
}

/** Interfaces, types and classes that a source declares and exports. */
function exportedTypes(text: string): string[] {
  const { statements } = ts.createSourceFile("source.ts", text, ts.ScriptTarget.Latest);
  return statements.flatMap((statement) => {
    const isType =
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) ||
      ts.isClassDeclaration(statement);
    if (!isType || statement.name === undefined) return [];
    const isExported = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    return isExported === true ? [statement.name.text] : [];
  });
}

const textsOf = (files: readonly string[]) =>
  Object.fromEntries(files.filter((file) => file.endsWith(".ts")).map((file) => [file, textOf(file)]));

describe("no name has two meanings among exported types", () => {
  test("which is noticed of interfaces, types and classes, and not of what a file keeps to itself", () => {
    expect(
      withTwoMeanings({
        "a.ts": "export interface Page {} export type Row = string; class Kept {}",
        "b.ts": "export class Page {} type Row = number; export class Kept {}",
      }),
    ).toEqual(["Page: a.ts, b.ts"]);
  });

  test("of the emulator, whose words are its own", () => {
    expect(withTwoMeanings(textsOf(sourcesOf("emulator")))).toEqual([]);
  });

  test("of everything else, tests and tools included", () => {
    const files = FOLDERS.filter((folder) => folder !== "emulator").flatMap(sourcesOf);
    expect(withTwoMeanings(textsOf(files))).toEqual([]);
  });
});
