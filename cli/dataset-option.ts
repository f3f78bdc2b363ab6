import { listInForce } from "../operate/other-list.ts";
import type { Dataset } from "../shared/datasets/dataset.ts";
import { didYouMean } from "../shared/datasets/suggestion.ts";
import { quoted } from "../shared/runtime/text.ts";

/** What is wrong with the name of a dataset, if anything is. */
export function problemOfDataset(name: string | undefined, datasets: readonly Dataset[]): string | undefined {
  if (datasets.some((dataset) => dataset.name === name)) return undefined;
  const known = datasets.map((dataset) => dataset.name);
  const got = name === undefined ? "" : `, got ${quoted(name)}${didYouMean(name, known)}`;
  return `--dataset must be one of ${known.join(", ")}${got}; ${listInForce()}`;
}
