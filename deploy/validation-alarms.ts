import type { CheckSuite } from "../shared/quality/result.ts";
import { METRICS_NAMESPACE, type MetricName, RUN_METRICS } from "../shared/runtime/metric-names.ts";
import { SERVICE } from "../shared/runtime/names.ts";
import {
  type AlarmDefinition,
  DAY,
  HOUR,
  MINUTE,
  metric,
  ofLambda,
  ofQueue,
  once,
} from "./alarm-definition.ts";
import { validation as numbers, type Validation } from "./validation-settings.ts";

/**
 * No alarm tells that no run *began*, beyond what Scheduler says it gave up: absence is a fact only after the longest
 * pause between runs, a weekend, and a new stage, which has not run yet, would begin with an alarm. None tells what a
 * run in an open session found, either: the run after the close judges the same rows, and until then subscribers of the
 * quality topic know.
 */
export const validationAlarms = (
  { functionName, scheduleGroup, queue, deadLetters, lookScheduleGroup }: Validation,
  stage: string,
): readonly AlarmDefinition[] => [
  {
    id: "ChecksFailedAlarm",
    name: "checks-failed",
    meaning:
      "The last run after the close found data that are missing or wrong; it clears with a run that does not.",
    metrics: [ofCloseRuns(stage, RUN_METRICS.ChecksFailed)],
    ...last,
  },
  {
    id: "ChecksNotEvaluatedAlarm",
    name: "checks-not-evaluated",
    meaning:
      "The last run after the close could not make some of its checks: nobody knows what they would have found.",
    metrics: [ofCloseRuns(stage, RUN_METRICS.ChecksNotEvaluated)],
    ...last,
  },
  {
    id: "ValidateErrorsAlarm",
    name: "validate-errors",
    meaning: "A run of validation crashed or timed out; it is tried twice more, and pays for no query twice.",
    metrics: [ofLambda(functionName, "Errors")],
    ...once,
  },
  {
    id: "ValidateThrottlesAlarm",
    name: "validate-throttles",
    meaning: "Lambda refused to start the validate function: the account's concurrency is used up.",
    metrics: [ofLambda(functionName, "Throttles")],
    ...once,
  },
  {
    id: "ValidateMissedAlarm",
    name: "validate-missed",
    meaning:
      "A run of validation, or the nightly comparison, was given up: Scheduler could not start it, or Lambda has tried it in vain.",
    metrics: [
      metric("AWS/Scheduler", "InvocationDroppedCount", { ScheduleGroup: scheduleGroup }),
      metric("AWS/Scheduler", "InvocationDroppedCount", { ScheduleGroup: lookScheduleGroup }),
      ofLambda(functionName, "AsyncEventsDropped"),
    ],
    ...once,
  },
  {
    id: "ValidateFailedAlarm",
    name: "validate-failed",
    meaning: "A verdict that the look function asked for was given up: it has failed three times.",
    metrics: [ofQueue(deadLetters.name, "ApproximateNumberOfMessagesVisible")],
    ...once,
  },
  {
    // A message may wait for others that take 15 minutes, and for its own next delivery.
    id: "ValidateBacklogAlarm",
    name: "validate-backlog",
    meaning: "A verdict that was asked for has waited for six hours: the function is off, or cannot keep up.",
    metrics: [ofQueue(queue.name, "ApproximateAgeOfOldestMessage")],
    statistic: "Maximum",
    period: 5 * MINUTE,
    periods: 1,
    above: 6 * HOUR,
  },
  {
    id: "ValidationCostAlarm",
    name: "validation-cost",
    meaning: `Validation has scanned more than ${numbers.dailyBytes / 1e9} GB within a day.`,
    metrics: [ofRuns(stage, RUN_METRICS.ScannedBytes)],
    statistic: "Sum",
    period: DAY,
    periods: 1,
    above: numbers.dailyBytes,
  },
];

/** The last run's number, be it zero: it is sent by every run. */
const last = { statistic: "Maximum", period: 5 * MINUTE, periods: 1, above: 0, lasting: true } as const;

const ofRuns = (stage: string, name: MetricName, more: Readonly<Record<string, string>> = {}) =>
  metric(METRICS_NAMESPACE, name, { service: SERVICE, stage, function: "validate", ...more });

const ofCloseRuns = (stage: string, name: MetricName) =>
  ofRuns(stage, name, { suite: "close" satisfies CheckSuite });
