import { METRICS_NAMESPACE, RECONCILE_METRICS } from "../shared/runtime/metric-names.ts";
import { SERVICE } from "../shared/runtime/names.ts";
import { type AlarmDefinition, HOUR, MINUTE, metric, ofLambda, ofQueue, once } from "./alarm-definition.ts";
import type { Reconciler } from "./reconcile-settings.ts";

/** As with validation, none tells that no run began, beyond what Scheduler says it gave up. */
export const reconcileAlarms = (
  { functionName, queue, deadLetters, scheduleGroup }: Reconciler,
  stage: string,
): readonly AlarmDefinition[] => [
  {
    id: "DriftLeftAlarm",
    name: "drift-left",
    meaning:
      "Glue differs from S3 in partitions that a reconcile may not put right; it clears with a run that finds none.",
    metrics: [own(stage, RECONCILE_METRICS.DriftLeft)],
    ...last,
  },
  {
    id: "ReconcileCutShortAlarm",
    name: "reconcile-cut-short",
    meaning: "A reconcile ended before everything was compared, because its budget was spent.",
    metrics: [own(stage, RECONCILE_METRICS.ReconcileCutShort)],
    ...last,
  },
  {
    id: "ReconcileFailedAlarm",
    name: "reconcile-failed",
    meaning:
      "A reconcile of a dataset was given up: Scheduler could not start it, or it has failed three times.",
    metrics: [
      metric("AWS/Scheduler", "InvocationDroppedCount", { ScheduleGroup: scheduleGroup }),
      ofQueue(deadLetters.name, "ApproximateNumberOfMessagesVisible"),
    ],
    ...once,
  },
  {
    id: "ReconcileErrorsAlarm",
    name: "reconcile-errors",
    meaning: "A reconcile of a dataset failed; it is tried again in an hour and a half, three times in all.",
    metrics: [ofLambda(functionName, "Errors")],
    ...once,
  },
  {
    // A message may wait for two others that work for 15 minutes, and for its own next delivery.
    id: "ReconcileBacklogAlarm",
    name: "reconcile-backlog",
    meaning: "A reconcile has waited for six hours: the function is off, or cannot keep up.",
    metrics: [ofQueue(queue.name, "ApproximateAgeOfOldestMessage")],
    statistic: "Maximum",
    period: 5 * MINUTE,
    periods: 1,
    above: 6 * HOUR,
  },
];

/** The greatest of a night's runs, be it zero: each dataset sends one, within the hour. */
const last = { statistic: "Maximum", period: HOUR, periods: 1, above: 0, lasting: true } as const;

const own = (stage: string, name: string) =>
  metric(METRICS_NAMESPACE, name, { service: SERVICE, stage, function: "reconcile" });
