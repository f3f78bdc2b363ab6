import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { ConfigurationError } from "../../shared/runtime/errors.ts";
import { problemsOfRules } from "../rules/checked-rules.ts";
import { problemsOfQuality } from "./quality-rules.ts";

/** What is wrong with what datasets promise, the SQL of their rules included. Only `whole` ones have keys and columns. */
export async function problemsOfPromises(
  datasets: readonly DeclaredDataset[],
  whole: readonly DeclaredDataset[] = datasets,
): Promise<readonly string[]> {
  return [...problemsOfQuality(datasets, whole), ...(await problemsOfRules(whole))];
}

/** Throws one ConfigurationError, INVALID_DATASETS, that names every problem. */
export async function validatePromises(datasets: readonly DeclaredDataset[]): Promise<void> {
  const problems = await problemsOfPromises(datasets);
  if (problems.length > 0) {
    throw new ConfigurationError("INVALID_DATASETS", "What the datasets promise has problems:", problems);
  }
}
