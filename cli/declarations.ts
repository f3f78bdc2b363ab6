/** The two files that users write, read so that everything which is wrong with them is told at once. */

import type { Grantee } from "../access/grantee.ts";
import { problemsOfPromises } from "../deploy/declarations/promises.ts";
import { type LimitUsage, usageOf } from "../deploy/limits/usage.ts";
import { defineDatasets, InvalidDatasets } from "../shared/datasets/define-datasets.ts";
import type { DeclaredDataset } from "../shared/quality/quality.ts";
import { ConfigurationError } from "../shared/runtime/errors.ts";

export interface Declarations {
  readonly datasets: readonly DeclaredDataset[];
  readonly grantees: readonly Grantee[];
  /** How near the stage comes to the limits of AWS, were it deployed as it usually is: with a bucket of its own, unless prod. */
  readonly limits: readonly LimitUsage[];
}

/** What both files declare for a stage. Throws one ConfigurationError that names every problem. */
export async function readDeclarations(stage: string): Promise<Declarations> {
  const datasets = await readDatasets();
  const { readDeployment } = await import("../deploy/deployment.ts");
  const { problemsOfNames } = await import("../deploy/resources.ts"); // throws what is wrong with grantees
  const { grantees } = await import("../access/declared-grantees.ts");
  // Any bucket will do: no name depends on which one it is.
  const problems = problemsOfNames(datasets, readDeployment({ stage, bucket: "any-bucket", alarmEmail: "" }));
  if (problems.length > 0) throw invalid(problems);
  return { datasets, grantees, limits: await limitsOf(datasets, stage) };
}

/**
 * Only packaging knows whether the stage has a bucket of its own. What would cross a limit with one, and fits on an
 * existing bucket, is no mistake of the list. Throws what fits on neither.
 */
async function limitsOf(datasets: readonly DeclaredDataset[], stage: string): Promise<readonly LimitUsage[]> {
  const { readDeployment } = await import("../deploy/deployment.ts");
  const { sizeOf, templateOf, writtenTemplate } = await import("../deploy/resources.ts");
  const existing = readDeployment({ stage, bucket: "any-bucket", alarmEmail: "" });
  templateOf(datasets, existing);
  const usual = stage === "prod" ? existing : readDeployment({ stage, bucket: "", alarmEmail: "" });
  return usageOf(sizeOf(writtenTemplate(datasets, usual), datasets, usual));
}

const invalid = (problems: readonly string[]) =>
  new ConfigurationError("INVALID_DATASETS", "The dataset definitions have problems:", problems);

async function readDatasets(): Promise<readonly DeclaredDataset[]> {
  const { datasets, whole, problems } = await declaredDatasets();
  problems.push(...(await problemsOfPromises(datasets, whole)));
  if (problems.length > 0) throw invalid(problems);
  return datasets;
}

/** Also of a file that does not check itself. */
async function declaredDatasets() {
  try {
    const { datasets } = await import("../shared/declared-datasets.ts");
    return { datasets: defineDatasets(datasets), whole: datasets, problems: [] as string[] };
  } catch (thrown) {
    if (!(thrown instanceof InvalidDatasets)) throw thrown;
    // Whether what they promise fits its type is asked next.
    const [datasets, whole] = [thrown.declared, thrown.whole] as (readonly DeclaredDataset[])[];
    return { datasets: datasets!, whole: whole!, problems: [...thrown.problems] };
  }
}
