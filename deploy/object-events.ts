import type { Dataset } from "../shared/datasets/dataset.ts";
import { getAtt, type Resource, type Resources } from "./cloudformation.ts";
import type { Deployment } from "./deployment.ts";
import { type EventPipeline, eventPipelinesOf, policyOf } from "./event-pipelines.ts";

/**
 * How events of an existing bucket arrive: by an EventBridge rule for each function that has datasets. The bucket's
 * notification configuration is one document that every writer replaces as a whole and in which prefixes must not
 * overlap, so a stack that does not own the bucket leaves it alone. EventBridge has to be switched on for the bucket,
 * once, by its owner.
 */
export function objectEvents(datasets: readonly Dataset[], { stage, bucket }: Deployment): Resources {
  const heard = eventPipelinesOf(datasets, stage).filter((pipeline) => pipeline.datasets.length > 0);
  return Object.fromEntries(heard.map((pipeline) => [pipeline.rule.id, rule(pipeline, bucket)]));
}

function rule({ consumer, datasets, queue, parking, rule }: EventPipeline, bucket: string): Resource {
  return {
    Type: "AWS::Events::Rule",
    // A rule that delivers before the queues admit it loses events.
    DependsOn: [policyOf(queue), policyOf(parking)],
    Properties: {
      Name: rule.name,
      Description: "Objects that appear or disappear below the prefixes of the datasets",
      State: "ENABLED",
      EventPattern: {
        source: ["aws.s3"],
        // "Object Deleted" includes what lifecycle rules expire.
        "detail-type": ["Object Created", "Object Deleted"],
        detail: {
          bucket: { name: [bucket] },
          object: { key: datasets.map(({ prefix }) => ({ prefix })) },
        },
      },
      Targets: [
        {
          Id: consumer,
          Arn: getAtt(queue.id, "Arn"),
          // EventBridge drops what it cannot deliver unless the target says where to put it.
          DeadLetterConfig: { Arn: getAtt(parking.id, "Arn") },
          // The most that EventBridge tries: 24 hours, 185 times.
          RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
        },
      ],
    },
  };
}
