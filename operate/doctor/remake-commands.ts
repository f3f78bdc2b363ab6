/**
 * Commands that make again, under the same name and with the template's settings, what somebody deleted by hand.
 * Deploying does not: CloudFormation compares templates, finds them equal, and takes for granted that what it once made
 * is there. It knows a resource by its name, so one that was made again is the stack's as before. Those that it knows by
 * an id (event source mappings) are told of in docs/doctor.md.
 */
import { SERVICE } from "../../shared/runtime/names.ts";
import { shellWord } from "../../shared/runtime/text.ts";
import { aws } from "./aws-cli-command.ts";
import type { Facts, PipelineFacts, QueueFacts } from "./facts.ts";
import { lookAgain } from "./finding.ts";
import { known } from "./probe-result.ts";
import type { Wanted } from "./wanted.ts";

/** A command that follows from what is wanted; without that, the way to get it. */
function from<Thing>(
  { wanted, expected }: Facts,
  find: (wanted: Wanted) => Thing | undefined,
  command: (thing: Thing) => string,
): string {
  const thing = wanted && find(wanted);
  return thing === undefined ? lookAgain(expected.stage) : command(thing);
}

/** Its database as well, if that is gone, too. */
export const makingTable = (database: string, name: string, facts: Facts): string =>
  from(
    facts,
    ({ tables }) => tables.get(`${database}.${name}`),
    (input) =>
      `{ ${aws("glue", "get-database", { name: database })} > /dev/null 2>&1 || ` +
      `${aws("glue", "create-database", { "database-input": { Name: database } })}; } && ` +
      aws("glue", "create-table", { "database-name": database, "table-input": input }),
  );

export const makingCrawler = (name: string, facts: Facts): string =>
  from(
    facts,
    ({ crawlers }) => crawlers.get(name),
    (input) => aws("glue", "create-crawler", { "cli-input-json": input }),
  );

export const makingWorkGroup = (name: string, facts: Facts): string =>
  from(
    facts,
    ({ workGroups }) => workGroups.get(name),
    ({ description, configuration }) =>
      aws("athena", "create-work-group", { name, description, configuration }),
  );

/** The parking queue first, if that is gone, too: SQS refuses a redrive policy that names no queue. */
export const makingQueue = ({ parking }: PipelineFacts, { name }: QueueFacts, facts: Facts): string =>
  from(
    facts,
    ({ queues }) => queues,
    (queues) => {
      const gone = name !== parking.name && parking.queue.kind === "absent" ? [parking.name, name] : [name];
      return gone
        .map((one) => aws("sqs", "create-queue", { "queue-name": one, attributes: queues.get(one) ?? {} }))
        .join(" && ");
    },
  );

export const puttingRule = (name: string, facts: Facts): string =>
  from(
    facts,
    ({ rules }) => rules.get(name),
    ({ description, pattern }) => aws("events", "put-rule", { name, description, "event-pattern": pattern }),
  );

/** Under the id that the target has already, if it has one. */
export const puttingTargets = (name: string, facts: Facts, id?: string): string =>
  from(
    facts,
    ({ rules }) => rules.get(name),
    ({ targets }) => {
      const put = targets.map((target) => ({ ...target, Id: id ?? target.Id }));
      return aws("events", "put-targets", { rule: name, targets: put });
    },
  );

export const makingRule = (name: string, facts: Facts): string =>
  facts.wanted === undefined
    ? lookAgain(facts.expected.stage)
    : `${puttingRule(name, facts)} && ${puttingTargets(name, facts)}`;

export const makingTopic = (name: string, facts: Facts): string =>
  from(
    facts,
    ({ topics }) => topics.get(name),
    (policy) => aws("sns", "create-topic", { name, attributes: { Policy: JSON.stringify(policy) } }),
  );

/** Schedules of a group, and the group first if it is gone, too. */
export const makingSchedules = (
  group: string,
  names: readonly string[],
  { isGroupGone }: { readonly isGroupGone: boolean },
  facts: Facts,
): string =>
  from(
    facts,
    ({ schedules }) => schedules,
    (schedules) =>
      [
        ...(isGroupGone ? [aws("scheduler", "create-schedule-group", { name: group })] : []),
        ...names.map((name) =>
          aws("scheduler", "create-schedule", { "cli-input-json": schedules.get(`${group}/${name}`) ?? {} }),
        ),
      ].join(" && "),
  );

export const makingSource = (functionName: string, facts: Facts): string =>
  from(
    facts,
    ({ functions }) => functions.get(functionName),
    ({ source }) =>
      aws("lambda", "create-event-source-mapping", {
        "function-name": functionName,
        "event-source-arn": source.arn,
        "batch-size": source.batchSize,
        "maximum-batching-window-in-seconds": source.window,
        "scaling-config": `MaximumConcurrency=${source.concurrency}`,
        "function-response-types": "ReportBatchItemFailures",
      }),
  );

/** From the package that deploying would upload. What it refers to by CloudFormation's functions is written out. */
export const makingFunction = ({ functionName }: PipelineFacts, facts: Facts): string =>
  from(
    facts,
    ({ functions }) => functions.get(functionName),
    ({ logicalId, role, queueUrls, variables: others }) => {
      // Of another function, too: that one sends to it.
      const queues = facts.pipelines.flatMap(({ source, parking }) => [source, parking]);
      const urlOf = (name: string) => {
        // The queue of the checks is no pipeline's.
        const found = queues.find((queue) => queue.name === name);
        return (found && known(found.queue)?.url) ?? `<URL of ${name}>`;
      };
      const variables = {
        BUCKET: facts.bucket?.name,
        ...others,
        ...Object.fromEntries(Object.entries(queueUrls).map(([variable, name]) => [variable, urlOf(name)])),
      };
      const jq =
        `.Resources.${logicalId}.Properties | {FunctionName, Description, Handler, Runtime, Architectures, Timeout, ` +
        `MemorySize, Environment} | .Role = ${JSON.stringify(role)} | ` +
        `.Environment.Variables += ${JSON.stringify(variables)}`;
      return (
        `npx sls package --stage ${facts.expected.stage} && ` +
        `jq ${shellWord(jq)} .serverless/cloudformation-template-update-stack.json > function.json && ` +
        aws("lambda", "create-function", {
          "cli-input-json": "file://function.json",
          "zip-file": `fileb://.serverless/${SERVICE}.zip`,
        })
      );
    },
  );

/** With what the template sets besides S3's own defaults: encryption and privacy are those. */
export const makingBucket = (facts: Facts): string =>
  from(
    facts,
    ({ bucket }) => bucket,
    ({ notifications, policy, lifecycle }) => {
      const name = facts.bucket?.name ?? "";
      const { region } = facts;
      return [
        aws("s3api", "create-bucket", {
          bucket: name,
          // us-east-1 is what S3 takes without it, and refuses with it.
          ...(region === undefined || region === "us-east-1"
            ? {}
            : { "create-bucket-configuration": `LocationConstraint=${region}` }),
        }),
        aws("s3api", "put-bucket-policy", { bucket: name, policy }),
        aws("s3api", "put-bucket-lifecycle-configuration", {
          bucket: name,
          "lifecycle-configuration": lifecycle,
        }),
        aws("s3api", "put-bucket-notification-configuration", {
          bucket: name,
          "notification-configuration": { QueueConfigurations: notifications },
        }),
      ].join(" && ");
    },
  );
