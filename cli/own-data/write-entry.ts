/** Writes the entry of a table into a list of datasets, so that `registrar check` accepts it. */
import { access, constants, readFile, writeFile } from "node:fs/promises";
import { dirname, relative, sep } from "node:path";
import { writePage } from "../../operate/report-file.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { messageOf, usageError } from "../../shared/runtime/errors.ts";
import { printable } from "../../shared/runtime/text.ts";
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

/**
 * `declared` are the datasets that the list has already; undefined if there is no such file. Throws USAGE with every reason
 * why nothing was written.
 */
export async function writeEntry(
  file: string,
  { dataset, text }: Offer,
  declared: readonly DeclaredDataset[] | undefined,
): Promise<WrittenEntry> {
  const before = declared?.find(({ name }) => name === dataset.name);
  if (before !== undefined) {
    const differing = SEEN.filter(
      (field) => JSON.stringify(before[field]) !== JSON.stringify(dataset[field]),
    );
    if (differing.length === 0) return { file, outcome: "declared already" };
    throw refused(file, [
      `it has a dataset ${dataset.name} with other ${differing.join(" and ")}; edit it, or rename the folder`,
    ]);
  }
  const problems = problemsOfEntry(dataset, declared ?? []);
  if (problems.length > 0) throw refused(file, problems);
  try {
    if (declared === undefined) await writePage(file, newList(file, dataset, text));
    else await writeFile(file, await extended(file, await readFile(file, "utf8"), text));
  } catch (thrown) {
    throw isOfFileSystem(thrown) ? refused(file, [messageOf(thrown)]) : thrown;
  }
  return { file, outcome: "written" };
}

/** Why a list cannot be written, asked before anything that takes time. */
export async function refuseUnwritable(file: string): Promise<void> {
  for (let place = file; ; place = dirname(place)) {
    try {
      return await access(place, constants.W_OK);
    } catch (thrown) {
      const isAbsent = (thrown as NodeJS.ErrnoException).code === "ENOENT";
      if (!isAbsent) throw refused(file, [messageOf(thrown)]);
    }
  }
}

const isOfFileSystem = (thrown: unknown) => typeof (thrown as NodeJS.ErrnoException)?.syscall === "string";

const refused = (file: string, problems: readonly string[]) =>
  usageError("try", [`nothing is written into ${printable(file)}`, ...problems]);

/** What reads TypeScript takes a second to load. */
async function extended(file: string, text: string, entry: string): Promise<string> {
  const { withEntry } = await import("./list-text.ts");
  const list = withEntry(text, entry, file);
  if (list !== undefined) return list;
  throw refused(file, [
    "it does not write its datasets as a list, export const datasets = […]: paste the entry",
  ]);
}

function newList(file: string, { name, database }: DeclaredDataset, entry: string): string {
  const path = relative(dirname(file), TYPES).split(sep).join("/");
  const types = path.startsWith(".") ? path : `./${path}`;
  return `import type { DeclaredDataset, Naming } from ${JSON.stringify(types)};

// Names by which AWS knows every stage. Change them before the first deployment: another service is another stack.
export const naming: Partial<Naming> = {
  service: ${JSON.stringify(`${name.replaceAll("_", "-").slice(0, 12).replace(/-+$/, "")}-partitions`)},
  resultsDatabase: ${JSON.stringify(`${database}_quality`)},
  recordsPrefix: "registrar/",
};

export const datasets: readonly DeclaredDataset[] = [
${entry}
];
`;
}
