import { alarmTopicName, resourceName } from "../shared/runtime/names.ts";
import type { AlarmDefinition } from "./alarm-definition.ts";
import { accountId, alarmArn } from "./arns.ts";
import { type Resource, type Resources, ref } from "./cloudformation.ts";
import type { Deployment } from "./deployment.ts";
import type { EventPipeline } from "./event-pipelines.ts";
import { pipelineAlarms } from "./pipeline-alarms.ts";
import { reconcileAlarms } from "./reconcile-alarms.ts";
import type { Reconciler } from "./reconcile-settings.ts";
import { subscription, topic, topicPolicy } from "./topics.ts";
import { validationAlarms } from "./validation-alarms.ts";
import type { Validation } from "./validation-settings.ts";

/** What there are alarms on. */
export interface Watched {
  readonly pipelines: readonly EventPipeline[];
  readonly validation: Validation | undefined;
  readonly reconciles: Reconciler | undefined;
}

/**
 * The alarms, each with its meaning in one line, and the topic they all speak to.
 *
 * Missing data never sets off an alarm: SQS sends nothing about a queue that was idle for six hours, Lambda and the functions
 * nothing about invocations that did not happen, and a platform without new objects is quiet, not broken.
 *
 * There is no alarm of its own for messages that SQS moved to the parking queue because their retries are
 * exhausted. SQS counts such moves in no metric (NumberOfMessagesSent leaves them out), and to infer them, as
 * growth of the queue that our own Parked metric does not explain, compares samples with sums that fall into
 * different minutes: it would cry wolf. Instead "retries-running-out" fires an hour before the first such move,
 * whatever its cause, and "parked" fires at the move itself.
 */
export function alarms({ pipelines, validation, reconciles }: Watched, deployment: Deployment): Resources {
  const { stage, alarmEmail } = deployment;
  const definitions = [
    ...pipelines.flatMap((pipeline) => pipelineAlarms(pipeline, deployment)),
    ...(validation === undefined ? [] : validationAlarms(validation, stage)),
    ...(reconciles === undefined ? [] : reconcileAlarms(reconciles, stage)),
  ];
  return {
    AlarmTopic: topic(alarmTopicName(stage)),
    AlarmTopicPolicy: topicPolicy("AlarmTopic", [acceptFromAlarms(stage, definitions)]),
    ...(alarmEmail === undefined ? {} : { AlarmSubscription: subscription("AlarmTopic", alarmEmail) }),
    ...Object.fromEntries(definitions.map((definition) => [definition.id, alarm(stage, definition)])),
  };
}

function alarm(stage: string, definition: AlarmDefinition): Resource {
  return {
    Type: "AWS::CloudWatch::Alarm",
    Properties: {
      AlarmName: alarmName(stage, definition),
      AlarmDescription: definition.meaning,
      ...watched(definition),
      EvaluationPeriods: definition.periods,
      DatapointsToAlarm: definition.periods,
      Threshold: definition.above,
      ComparisonOperator: "GreaterThanThreshold",
      TreatMissingData: definition.lasting ? "ignore" : "notBreaching",
      AlarmActions: [ref("AlarmTopic")],
      OKActions: [ref("AlarmTopic")],
    },
  };
}

const alarmName = (stage: string, { name }: AlarmDefinition) => resourceName(stage, name);

function watched({ metrics, statistic, period }: AlarmDefinition) {
  const [first, ...others] = metrics;
  if (others.length === 0) return { ...first, Statistic: statistic, Period: period };
  const parts = metrics.map((Metric, index) => ({
    Id: `m${index + 1}`,
    MetricStat: { Metric, Stat: statistic, Period: period },
    ReturnData: false,
  }));
  // A sum is missing where one of its parts is; here a part that is missing is nothing.
  const Expression = parts.map(({ Id }) => `FILL(${Id}, 0)`).join(" + ");
  return { Metrics: [{ Id: "sum", Expression, Label: "sum", ReturnData: true }, ...parts] };
}

const acceptFromAlarms = (stage: string, definitions: readonly AlarmDefinition[]) => ({
  Sid: "AcceptFromAlarms",
  Effect: "Allow",
  Principal: { Service: "cloudwatch.amazonaws.com" },
  Action: "sns:Publish",
  Resource: ref("AlarmTopic"),
  Condition: {
    ArnEquals: { "aws:SourceArn": definitions.map((one) => alarmArn(alarmName(stage, one))) },
    StringEquals: { "aws:SourceAccount": accountId },
  },
});
