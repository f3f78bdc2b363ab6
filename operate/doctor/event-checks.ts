import { count } from "../../shared/runtime/text.ts";
import { aws, changing } from "./aws-cli-command.ts";
import { matchesObject } from "./event-pattern.ts";
import type { BucketFacts, Facts, PipelineFacts, RuleFacts } from "./facts.ts";
import { type DoctorFinding, type Fault, judge, lookAgain } from "./finding.ts";
import type { Listener, Notifications, Rule } from "./port.ts";
import { known } from "./probe-result.ts";
import { makingBucket, makingRule, puttingRule, puttingTargets } from "./remake-commands.ts";

/** The checks of what lies between an object and its queue: the bucket, what it tells whom, the rules. */
export function* checkEvents(facts: Facts): Generator<DoctorFinding> {
  if (facts.bucket === undefined) {
    yield {
      check: "bucket",
      where: "the stage's bucket",
      status: "unknown",
      what: "neither a function nor a table says which bucket the stage serves",
      fix: lookAgain(facts.expected.stage),
    };
    return;
  }
  const { bucket } = facts;
  yield* judge(bucket.region, {
    check: "bucket",
    where: bucket.name,
    faults: (region) => regionFaults(region, facts),
    ok: (region) => `is there, in ${region}`,
    missing: {
      code: "BUCKET_MISSING",
      what: "there is no such bucket",
      fix: bucket.owned
        ? makingBucket(facts)
        : `write the right name below params: in serverless.yml, then npx sls deploy --stage ${facts.expected.stage}`,
    },
  });
  yield* ownership(bucket, facts);
  yield* judge(bucket.notifications, {
    check: "notifications",
    where: bucket.name,
    faults: (notifications) => [
      ...sourceFaults(notifications, bucket, facts),
      ...listenerFaults(notifications, bucket, facts),
    ],
    ok: () =>
      bucket.owned
        ? "notifies the queues of all datasets"
        : "notifies EventBridge, and nothing else of the datasets",
  });
  if (bucket.owned) return;
  for (const pipeline of facts.pipelines.filter(({ prefixes }) => prefixes.length > 0)) {
    for (const rule of pipeline.rules) {
      yield* judge(rule.live, {
        check: "rule",
        where: rule.name,
        faults: (live) => ruleFaults(live, rule, pipeline, facts),
        ok: () => `is enabled, hears of ${heardBy(rule, pipeline)} and tells the queue`,
        missing: {
          code: "RULE_MISSING",
          what: `there is no such rule, so no event of ${heardBy(rule, pipeline)} arrives`,
          fix: makingRule(rule.name, facts),
        },
      });
    }
  }
}

const heardBy = ({ prefixes }: RuleFacts, pipeline: PipelineFacts) =>
  prefixes.length === pipeline.prefixes.length ? "every dataset" : count(prefixes.length, "dataset");

/** Said only where somebody may look at the bucket at all: S3 refuses a wrong owner as it refuses a stranger. */
function* ownership({ name, region, ours }: BucketFacts, { account }: Facts): Generator<DoctorFinding> {
  if (ours === undefined || region.kind !== "read") return;
  yield* judge(ours, {
    check: "bucket owner",
    where: name,
    faults: function* (isOurs) {
      if (isOurs) return;
      yield {
        code: "BUCKET_FOREIGN",
        what:
          `is not of account ${account}: its events go to its owner's event bus, and come here only if a rule there ` +
          "sends them; who reads the data needs the owner's leave, too",
        // The account's own bus takes events of others only by its policy.
        fix: `aws events put-permission --event-bus-name default --action events:PutEvents --principal <owner> --statement-id lake; then, as the owner, a rule whose target is this account's default event bus`,
      };
    },
    ok: () => `belongs to account ${account}`,
  });
}

function* regionFaults(region: string, facts: Facts): Generator<Fault> {
  if (facts.region === undefined || region === facts.region) return;
  yield {
    code: "BUCKET_REGION",
    what: `lies in ${region}, the stage in ${facts.region}: its events never get there`,
    fix: `npx sls remove --stage ${facts.expected.stage}, write region: ${region} in serverless.yml, at params: ${facts.expected.stage}:, and npx sls deploy --stage ${facts.expected.stage}`,
  };
}

/**
 * Reads the configuration, changes it, and puts it back: a bare put would replace what others have in it. The CLI prints
 * nothing at all of a bucket that tells nobody.
 */
const merging = (bucket: string, jq: string) =>
  changing(
    aws("s3api", "get-bucket-notification-configuration", { bucket }),
    jq,
    (file) =>
      aws("s3api", "put-bucket-notification-configuration", { bucket, "notification-configuration": file }),
    "(input? // {})",
  );

function* sourceFaults(
  { eventBridge, listeners }: Notifications,
  { name, owned }: BucketFacts,
  { pipelines, wanted, expected }: Facts,
): Generator<Fault> {
  if (!owned) {
    if (eventBridge || pipelines.every(({ prefixes }) => prefixes.length === 0)) return;
    yield {
      code: "EVENTBRIDGE_OFF",
      what: "EventBridge is not switched on for the bucket, so the rule never hears of an object",
      fix: merging(name, ".EventBridgeConfiguration = {}"),
    };
    return;
  }
  for (const { queueName, prefixes, events } of pipelines) {
    for (const prefix of prefixes) {
      const hearing = listeners.filter((one) => isQueue(one, queueName) && prefix.startsWith(one.prefix));
      if (KINDS[events].every((kind) => hearing.some((one) => hearsOf(one, kind)))) continue;
      // One of the template may cover several datasets.
      const untold = wanted?.bucket?.notifications.filter(
        ({ QueueArn, Events, Filter }) =>
          QueueArn.endsWith(`:${queueName}`) &&
          Filter.Key.FilterRules.some(({ Value }) => prefix.startsWith(decodeURIComponent(Value))) &&
          !listeners.some(
            (one) =>
              one.destination === QueueArn &&
              Filter.Key.FilterRules.some(({ Value }) => decodeURIComponent(Value) === one.prefix) &&
              Events.every((event) => one.events.includes(event)),
          ),
      );
      yield {
        code: "NOTIFICATION_MISSING",
        what: `does not notify ${queueName} of ${OBJECTS[events]} below ${prefix}`,
        fix:
          untold === undefined
            ? lookAgain(expected.stage)
            : merging(name, `.QueueConfigurations += ${JSON.stringify(untold)}`),
      };
    }
  }
}

function* listenerFaults(
  { listeners }: Notifications,
  { name, owned }: BucketFacts,
  { pipelines }: Facts,
): Generator<Fault> {
  for (const { prefixes, queueName, rules, events } of pipelines) {
    for (const prefix of prefixes) {
      const rule = rules.find((one) => one.prefixes.includes(prefix));
      const hearing = listeners.filter(
        (one) => overlaps(one.prefix, prefix) && KINDS[events].some((kind) => hearsOf(one, kind)),
      );
      if (
        hearing.some((one) => isQueue(one, queueName)) &&
        (!owned || isHeard(rule && known(rule.live), queueName))
      ) {
        yield {
          code: "NOTIFICATION_TWICE",
          what: `the bucket and a rule both notify ${queueName} of ${prefix}: every object counts twice`,
          fix: merging(
            name,
            `.QueueConfigurations |= map(select(.QueueArn | endswith(":${queueName}") | not))`,
          ),
        };
      }
      const others = hearing.filter((one) => !isQueue(one, queueName));
      for (const { destination, prefix: theirs } of others) {
        yield {
          code: "NOTIFICATION_SHARED",
          what:
            `${destination} is notified of ${theirs === "" ? "every key" : theirs}, which covers ${prefix}: ` +
            "if it writes partitions too, two do, and S3 refuses a second notification of the bucket there. " +
            "Ask its owner whether it is wanted; the command shows all of it",
          fix: aws("s3api", "get-bucket-notification-configuration", { bucket: name }),
        };
      }
    }
  }
}

/** Of what S3 has to tell a function, each kind by itself: what is expired is not removed in S3's words. */
const KINDS = {
  creations: ["s3:ObjectCreated:"],
  removals: ["s3:ObjectRemoved:", "s3:LifecycleExpiration:"],
} as const;

const OBJECTS = { creations: "new objects", removals: "objects that are removed or expire" } as const;

const isQueue = ({ destination }: Listener, name: string) => destination.endsWith(`:${name}`);
const hearsOf = (listener: Listener, kind: string) => listener.events.some((event) => event.startsWith(kind));
const overlaps = (one: string, other: string) => one.startsWith(other) || other.startsWith(one);
const isHeard = (rule: Rule | undefined, queueName: string) =>
  rule?.enabled === true && rule.targets.some(({ arn }) => arn.endsWith(`:${queueName}`));

function* ruleFaults(
  rule: Rule,
  { name: ruleName, prefixes }: RuleFacts,
  { queueName, events }: PipelineFacts,
  facts: Facts,
): Generator<Fault> {
  const name = facts.bucket?.name ?? "";
  if (!rule.enabled) {
    yield {
      code: "RULE_DISABLED",
      what: "the rule is disabled: EventBridge drops every event",
      fix: aws("events", "enable-rule", { name: ruleName }),
    };
  }
  const unheard = prefixes.filter((prefix) => !matchesObject(rule.pattern, events, name, prefix));
  if (unheard.length > 0) {
    yield {
      code: "RULE_BLIND",
      what: `its pattern does not match ${OBJECTS[events]} of ${name} below ${unheard.join(", ")}`,
      fix: puttingRule(ruleName, facts),
    };
  }
  const target = rule.targets.find(({ arn }) => arn.endsWith(`:${queueName}`));
  // A target of the same id is replaced, one of another is added.
  const putTarget = puttingTargets(ruleName, facts, target?.id);
  if (target === undefined) {
    yield { code: "RULE_TARGET", what: `no target of the rule is ${queueName}`, fix: putTarget };
  } else if (target.deadLetters === undefined) {
    yield {
      code: "RULE_DROPS",
      what: `what EventBridge cannot deliver to ${queueName} is dropped: the target has no dead-letter queue`,
      fix: putTarget,
    };
  }
}
