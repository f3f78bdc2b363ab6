/** The list that commands go by who speak to a stack that `try --keep` has left up. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Dataset } from "../../shared/datasets/dataset.ts";
import { givenList } from "../../shared/runtime/given-list.ts";

/** In the project, out of git: another one for each stack that is up. */
const fileFor = (endpoint: string) =>
  fileURLToPath(new URL(`../../.cache/try/datasets-${new URL(endpoint).port}.json`, import.meta.url));

/** Written for the one dataset that the stack has, with the names that it goes by: the user's list may say otherwise of it. */
export async function keptList(dataset: Dataset, endpoint: string): Promise<string> {
  // Of validation nothing is deployed there, and `status` would miss it.
  const { quality: _, ...bare } = dataset;
  const file = fileFor(endpoint);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify({ datasets: [bare], naming: givenList()?.naming }, null, 2)}\n`);
  return file;
}
