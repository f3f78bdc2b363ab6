import type { Dataset } from "../../shared/datasets/dataset.ts";
import { datasets } from "../../shared/declared-datasets.ts";
import { usageError } from "../../shared/runtime/errors.ts";
import { stageOf } from "../command.ts";
import { problemOfDataset } from "../dataset-option.ts";
import { problemsOfDays, uselessDays } from "../day-options.ts";
import { refuseUnregistered } from "../stage-ports.ts";

/** What a call of `reconcile` asks for. */
export interface ReconcileRequest {
  readonly stage: string;
  readonly datasets: readonly Dataset[];
  readonly from: string | undefined;
  readonly until: string | undefined;
  readonly apply: boolean;
  readonly prune: boolean;
  /** Are columns of partitions compared with the table's? */
  readonly columns: boolean;
  /** `backfill`: what Glue has too much is shown, and makes no exit code. */
  readonly addsOnly: boolean;
  /** Partitions that may be deleted of a dataset on one UTC day; undefined: as many as the dataset says. */
  readonly maxDeletes: number | undefined;
  /** Is everything listed that was found, or only the first of each kind? */
  readonly isAll: boolean;
  readonly isJson: boolean;
}

interface Given {
  readonly stage?: string;
  readonly dataset?: string;
  readonly from?: string;
  readonly to?: string;
  readonly apply?: boolean;
  readonly prune?: boolean;
  readonly columns?: boolean;
  readonly "max-deletes"?: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

/** Throws one ConfigurationError that names everything that is wrong. */
export function requestOf(command: "reconcile" | "backfill", values: Given): ReconcileRequest {
  const stage = stageOf(command, values.stage);
  const addsOnly = command === "backfill";
  const problems = [...problemsOfDays(values)];
  if (values.dataset !== undefined || addsOnly)
    problems.push(...[problemOfDataset(values.dataset, datasets) ?? []].flat());
  const chosen = datasets.filter(({ name, strategy }) =>
    values.dataset === undefined ? strategy === "register" : name === values.dataset,
  );
  if (problems.length === 0) for (const dataset of chosen) problems.push(...uselessDays(dataset, values));
  const maxDeletes = values["max-deletes"];
  if (maxDeletes !== undefined && !/^\d{1,7}$/.test(maxDeletes)) {
    problems.push(`--max-deletes ${JSON.stringify(maxDeletes)} must be a number from 0 to 9999999`);
  }
  if (maxDeletes !== undefined && values.prune !== true) problems.push("--max-deletes is for --prune only");
  if (problems.length > 0) throw usageError(command, problems);
  refuseUnregistered(command, chosen, stage);
  return {
    stage,
    datasets: chosen,
    from: values.from,
    until: values.to,
    apply: values.apply === true,
    prune: values.prune === true,
    columns: values.columns === true,
    addsOnly,
    maxDeletes: maxDeletes === undefined ? undefined : Number(maxDeletes),
    isAll: values.all === true || values.json === true,
    isJson: values.json === true,
  };
}
