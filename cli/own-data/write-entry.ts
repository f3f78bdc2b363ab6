/** Writes the entry of a table into a list of datasets, so that `registrar check` accepts it. */
import { dirname, extname, relative, sep } from "node:path";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { type ListFile, listRefused, writeListFile } from "./list-file.ts";
import { type Offer, problemsOfEntry } from "./offer.ts";
import { TYPES } from "./own-list.ts";

export interface WrittenEntry {
  /** Absolute path of the list. */
  readonly file: string;
  /** "declared already": nothing was written. */
  readonly outcome: "written" | "declared already";
}

/** Of a declaration, what is seen in the files: all else may have been edited since. */
const SEEN = ["keys", "layout", "columns"] as const;

/** `declared` are the datasets that the list has already. Throws USAGE with every reason why nothing was written. */
export async function writeEntry(
  list: ListFile,
  { dataset, text }: Offer,
  declared: readonly DeclaredDataset[],
): Promise<WrittenEntry> {
  const { file } = list;
  const before = declared.find(({ name }) => name === dataset.name);
  if (before !== undefined) {
    const differing = SEEN.filter(
      (field) => JSON.stringify(before[field]) !== JSON.stringify(dataset[field]),
    );
    if (differing.length === 0) return { file, outcome: "declared already" };
    throw listRefused(file, [
      `it has a dataset ${dataset.name} with other ${differing.join(" and ")}; edit it, or rename the folder`,
    ]);
  }
  const problems = problemsOfEntry(dataset, declared);
  if (problems.length > 0) throw listRefused(file, problems);
  const isNew = list.text === undefined;
  await writeListFile(list, isNew ? newList(file, dataset, text) : await extended(file, list.text, text));
  return { file, outcome: "written" };
}

/** What reads TypeScript takes a second to load. */
async function extended(file: string, text: string, entry: string): Promise<string> {
  if (extname(file) === ".json")
    throw listRefused(file, [
      "it is JSON, and the entry is TypeScript: make it a file that ends with .ts, export const datasets = […]",
    ]);
  const { withEntry } = await import("./list-text.ts");
  const list = withEntry(text, entry, file);
  if (list !== undefined) return list;
  throw listRefused(file, [
    "it does not write its datasets as a list, export const datasets = […]: paste the entry",
  ]);
}

function newList(file: string, { name, database }: DeclaredDataset, entry: string): string {
  const path = relative(dirname(file), TYPES).split(sep).join("/");
  const types = path.startsWith(".") ? path : `./${path}`;
  return `import type { DeclaredDataset, Naming } from ${JSON.stringify(types)};

// Names by which AWS knows every stage. Change them before the first deployment: another service is another stack.
export const naming: Partial<Naming> = {
  // begins the names of stacks, queues and functions
  service: ${JSON.stringify(`${name.replaceAll("_", "-").slice(0, 12).replace(/-+$/, "")}-partitions`)},
  // of Glue, with what the checks find
  resultsDatabase: ${JSON.stringify(`${database}_quality`)},
  // in the bucket: results, reports and records of what was done
  recordsPrefix: "registrar/",
};

export const datasets: readonly DeclaredDataset[] = [
${entry}
];
`;
}
