import type { DeclaredDataset } from "../shared/quality/quality.ts";
import { CHECK_RESULTS } from "../shared/quality/results/table.ts";
import { RUN_BYTES } from "../shared/quality/scheduled-run.ts";
import {
  lookScheduleName,
  qualityTopicName,
  validateDeadLetterQueueName,
  validateFunctionName,
  validateScheduleName,
  validationWorkGroupName,
} from "../shared/runtime/names.ts";
import { type Named, verdictQueueOf } from "./event-pipelines.ts";

/** How validation runs. */
export const validation = {
  /** Seconds; the greatest that Lambda allows. A run waits for its queries, and is tried again if it does not end. */
  functionTimeout: 900,
  /** MB. Lambda gives CPU by memory; a report is rendered in it. */
  memory: 1024,
  /** Beside the first. The run id is the same, so a query that was paid for is read, not started again. */
  retries: 2,
  /** Messages that ask for a verdict: one session each. */
  batchSize: 1,
  /** Seconds. */
  batchWindow: 0,
  /** The least that a mapping takes: what Athena runs at once is the account's. */
  maximumConcurrency: 2,
  /** Seconds: a verdict that fails is tried for again in an hour and a half, three times in all. */
  visibilityTimeout: 6 * 900,
  maxReceiveCount: 3,
  /**
   * Bytes that one query may scan before Athena cancels it, 10 MB or more: a cent at 5 USD a TB. A run asks one query for
   * each table and two for pairs of tables. Not more than 32 bits: CloudFormation calls the number an Integer.
   */
  queryBytes: 2_000_000_000,
  /** Bytes that may be scanned within a day before somebody is told: by two runs that use up what they may. */
  dailyBytes: 2 * RUN_BYTES,
} as const;

/** What the template has for validation, by the names of the stage; undefined if no dataset promises anything. */
export interface Validation {
  readonly functionName: string;
  readonly workGroup: string;
  readonly topic: string;
  /** Where the look function asks, and where what failed again and again ends. */
  readonly queue: Named;
  readonly deadLetters: Named;
  /** Of the schedule that has all sessions compared at night, and the name of its role. */
  readonly lookScheduleGroup: string;
  /** Of the schedules, and the name of their role. */
  readonly scheduleGroup: string;
  /** Those that promise something. */
  readonly validated: readonly DeclaredDataset[];
  /** The same, those that they are compared with, and the table of results: what queries read. */
  readonly read: readonly DeclaredDataset[];
}

export function validationOf(datasets: readonly DeclaredDataset[], stage: string): Validation | undefined {
  const validated = datasets.filter(({ quality }) => quality !== undefined);
  if (validated.length === 0) return undefined;
  const compared = new Set(validated.flatMap(({ quality }) => [quality?.source, sourceOfRows(quality)]));
  return {
    functionName: validateFunctionName(stage),
    workGroup: validationWorkGroupName(stage),
    topic: qualityTopicName(stage),
    queue: verdictQueueOf(stage),
    deadLetters: { id: "ValidateDeadLetterQueue", name: validateDeadLetterQueueName(stage) },
    lookScheduleGroup: lookScheduleName(stage),
    scheduleGroup: validateScheduleName(stage),
    validated,
    read: datasets.filter((dataset) => {
      const { name, quality } = dataset;
      return quality !== undefined || compared.has(name) || holdsResults(dataset);
    }),
  };
}

function sourceOfRows(quality: DeclaredDataset["quality"]): string | undefined {
  return quality?.rows !== undefined && "from" in quality.rows ? quality.rows.from : undefined;
}

/** Is it the table of results, beside which its view is deployed? */
export const holdsResults = ({ name }: DeclaredDataset): boolean => name === CHECK_RESULTS.name;
