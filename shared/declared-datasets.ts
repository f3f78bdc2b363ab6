import type { Dataset } from "./datasets/dataset.ts";
import { defineDatasets } from "./datasets/define-datasets.ts";
import { datasets as own } from "./datasets.ts";
import type { DeclaredDataset } from "./quality/quality.ts";
import { CHECK_RESULTS } from "./quality/results/table.ts";
import { givenList } from "./runtime/given-list.ts";
import { SESSION_CHANGES } from "./sessions/table.ts";

/** The datasets of the platform: of a list outside of the checkout if one is given, and else of datasets.ts. */
export const datasets: readonly DeclaredDataset[] = declared();

function declared(): readonly DeclaredDataset[] {
  const list = givenList();
  return list === undefined ? own : defineDatasets(withResults(list.datasets as readonly DeclaredDataset[]));
}

/** With the tables of what is found, if anything is promised. Nothing of them is for editing, so a list need not name them. */
function withResults(listed: readonly DeclaredDataset[]): readonly DeclaredDataset[] {
  // What it is instead is told by defineDatasets.
  if (!Array.isArray(listed)) return listed;
  const results = [CHECK_RESULTS, SESSION_CHANGES];
  const ownNames: readonly unknown[] = results.map(({ name }) => name);
  const others = listed.filter((dataset: Dataset | undefined) => !ownNames.includes(dataset?.name));
  return others.some((dataset) => dataset?.quality !== undefined) ? [...others, ...results] : others;
}
