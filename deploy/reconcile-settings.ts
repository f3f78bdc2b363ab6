import type { Dataset } from "../shared/datasets/dataset.ts";
import { removesEmpty } from "../shared/datasets/on-empty.ts";
import {
  reconcileDeadLetterQueueName,
  reconcileFunctionName,
  reconcileQueueName,
  reconcileScheduleName,
} from "../shared/runtime/names.ts";
import type { Named } from "./event-pipelines.ts";

/** How the reconcile function runs. */
export const reconciling = {
  /** Seconds; the greatest that Lambda allows. What is left then is done by another invocation. */
  functionTimeout: 900,
  /** MB. Lambda gives CPU by memory; a million partitions take 260 MB. */
  memory: 1024,
  /** Messages: one for each dataset. */
  batchSize: 1,
  /** Seconds. */
  batchWindow: 0,
  /** The least that a mapping takes: what Glue takes is the account's. */
  maximumConcurrency: 2,
  /** Seconds: a message that fails comes back in an hour and a half. */
  visibilityTimeout: 6 * 900,
  /** The next night does the same again, so that hours are enough. */
  maxReceiveCount: 3,
} as const;

/** What the template has for reconciles, by the names of the stage; undefined if nothing is registered. */
export interface Reconciler {
  readonly functionName: string;
  readonly queue: Named;
  readonly deadLetters: Named;
  /** Of the schedules, and the name of their role. */
  readonly scheduleGroup: string;
  /** Those whose partitions are registered. */
  readonly reconciled: readonly Dataset[];
  /** Of those, the ones whose empty partitions are removed. */
  readonly removing: readonly Dataset[];
  /** Others with partitions in Glue, which may point at the same Locations. */
  readonly others: readonly Dataset[];
}

export function reconcilerOf(datasets: readonly Dataset[], stage: string): Reconciler | undefined {
  const reconciled = datasets.filter(({ strategy }) => strategy === "register");
  if (reconciled.length === 0) return undefined;
  return {
    functionName: reconcileFunctionName(stage),
    queue: { id: "ReconcileQueue", name: reconcileQueueName(stage) },
    deadLetters: { id: "ReconcileDeadLetterQueue", name: reconcileDeadLetterQueueName(stage) },
    scheduleGroup: reconcileScheduleName(stage),
    reconciled,
    removing: reconciled.filter(removesEmpty),
    others: datasets.filter(({ strategy }) => strategy === "crawl"),
  };
}
