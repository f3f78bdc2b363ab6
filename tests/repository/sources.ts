import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

export const PROJECT = fileURLToPath(new URL("../../", import.meta.url));

/** Every page of documentation, from the project's root. */
export const PAGES = [
  "README.md",
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "emulator/README.md",
  "events/README.md",
  "tests/README.md",
  ...readdirSync(join(PROJECT, "docs"))
    .filter((file) => file.endsWith(".md"))
    .map((file) => `docs/${file}`),
];

/** One import of a source file, types included. */
export interface Import {
  /** From the project's root, with "/": "shared/register/plan.ts". */
  readonly file: string;
  /** A file of ours from the project's root, or the name of a package. */
  readonly target: string;
}

export const FOLDERS = [
  "functions",
  "shared",
  "access",
  "operate",
  "deploy",
  "emulator",
  "local",
  "cli",
  "tests",
  "tools",
] as const;
export type TopFolder = (typeof FOLDERS)[number];

/** Source files of a folder, from the project's root. A folder that does not exist has none. */
export function sourcesOf(folder: TopFolder): string[] {
  if (!readdirSync(PROJECT).includes(folder)) return [];
  return readdirSync(join(PROJECT, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(ts|mjs|cjs)$/.test(file) && !/(^|[\\/])node_modules[\\/]/.test(file))
    .map((file) => join(folder, file));
}

export function importsOf(folder: TopFolder): Import[] {
  return sourcesOf(folder).flatMap((file) =>
    ts.preProcessFile(textOf(file)).importedFiles.map(({ fileName }) => ({
      file,
      target: fileName.startsWith(".") ? join(dirname(file), fileName) : fileName,
    })),
  );
}

export function textOf(file: string): string {
  return readFileSync(join(PROJECT, file), "utf8");
}
