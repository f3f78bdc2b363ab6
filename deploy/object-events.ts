import { getAtt, type Resource, type Resources } from "./cloudformation.ts";
import type { Deployment } from "./deployment.ts";
import { type EventPipeline, policyOf } from "./event-pipelines.ts";
import { type EventRule, patternOf, rulesOf } from "./event-rules.ts";

/**
 * How events of an existing bucket arrive: by EventBridge rules for each function that has datasets. The bucket's
 * notification configuration is one document that every writer replaces as a whole and in which prefixes must not
 * overlap, so a stack that does not own the bucket leaves it alone. EventBridge has to be switched on for the bucket,
 * once, by its owner.
 */
export function objectEvents(pipelines: readonly EventPipeline[], { bucket }: Deployment): Resources {
  return Object.fromEntries(
    pipelines.flatMap((pipeline) => {
      const rules = rulesOf(pipeline);
      return rules.map((rule, index) => {
        // When one rule becomes several, it loses datasets: not before the others have them.
        const others = index === 0 ? rules.slice(1).map(({ id }) => id) : [];
        return [rule.id, resource(rule, pipeline, others, bucket)] as const;
      });
    }),
  );
}

const WHAT = { creations: "appear", removals: "disappear" } as const;

function resource(
  { name, datasets }: EventRule,
  { consumer, events, queue, parking }: EventPipeline,
  others: readonly string[],
  bucket: string,
): Resource {
  return {
    Type: "AWS::Events::Rule",
    // A rule that delivers before the queues admit it loses events.
    DependsOn: [policyOf(queue), policyOf(parking), ...others],
    Properties: {
      Name: name,
      Description: `Objects that ${WHAT[events]} below the prefixes of the datasets`,
      State: "ENABLED",
      EventPattern: patternOf(events, datasets, bucket),
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
