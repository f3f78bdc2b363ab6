import { admits, type ServiceCall } from "./admission.ts";
import { aws } from "./aws-cli-command.ts";
import type { Facts, PipelineFacts, QueueFacts } from "./facts.ts";
import { type DoctorFinding, type Fault, judge, type Unclear } from "./finding.ts";
import type { Key, Queue } from "./port.ts";
import { both, known } from "./probe-result.ts";
import { makingQueue } from "./remake-commands.ts";

/** The checks of the queues: who may send, with which key, how long a message is hidden, and where it ends. */
export function* checkQueues(facts: Facts): Generator<DoctorFinding> {
  for (const pipeline of facts.pipelines) {
    const { source, parking } = pipeline;
    const senders = sendersTo(pipeline, facts);
    yield* checkQueue(source, senders, makingQueue(pipeline, source, facts));
    // Of the parking queue's senders only EventBridge comes from outside.
    yield* checkQueue(
      parking,
      senders.filter(({ service }) => service === EVENTS),
      makingQueue(pipeline, parking, facts),
    );
    yield* checkVisibility(pipeline);
    yield* judge(source.queue, {
      check: "redrive",
      where: source.name,
      faults: (queue) => redriveFaults(queue, pipeline, facts.expected.tolerableOutage),
      ok: ({ redrive }) => `after ${redrive?.receives} deliveries to ${parking.name}`,
    });
  }
}

const S3 = "s3.amazonaws.com";
const EVENTS = "events.amazonaws.com";

type Sender = Omit<ServiceCall, "resource" | "account">;

/** Who brings the events. A stage whose bucket is unknown has no sender that could be judged. */
function sendersTo({ prefixes, rules, source }: PipelineFacts, { bucket }: Facts): readonly Sender[] {
  const [, partition, , region, account] = known(source.queue)?.arn.split(":") ?? [];
  if (prefixes.length === 0 || bucket === undefined || partition === undefined) return [];
  const action = "sqs:SendMessage";
  if (bucket.owned) return [{ service: S3, action, source: `arn:${partition}:s3:::${bucket.name}` }];
  const arn = (rule: string) => `arn:${partition}:events:${region}:${account}:rule/${rule}`;
  return rules.map(({ name }) => ({ service: EVENTS, action, source: arn(name) }));
}

function* checkQueue(
  { name, queue, key }: QueueFacts,
  senders: readonly Sender[],
  fix: string,
): Generator<DoctorFinding> {
  yield* judge(queue, {
    check: "queue policy",
    where: name,
    faults: (queue) => senders.flatMap((sender) => [...policyFaults(queue, sender)]),
    unclear: (queue) => unclearPolicy(queue, senders),
    ok: () =>
      senders.length === 0
        ? "exists, and admits no service"
        : `lets ${senders.map(({ source }) => source).join(", ")} send`,
    missing: { code: "QUEUE_MISSING", what: "there is no such queue", fix },
  });
  if (key === undefined) {
    yield* judge(queue, {
      check: "encryption",
      where: name,
      faults: () => [],
      ok: () => "needs no key of KMS",
    });
    return;
  }
  yield* judge(both(queue, key), {
    check: "encryption",
    where: name,
    faults: ([queue, key]) => senders.flatMap((sender) => [...keyFaults(queue, key, sender)]),
    unclear: ([queue, key]) => unclearKey(queue, key, senders),
    ok: ([, { arn }]) => `${arn} lets events in`,
    missing: {
      code: "QUEUE_KEY",
      what: "its key of KMS is not there any more: nothing can be sent to it",
      fix: attributes(known(queue)?.url ?? "", WITHOUT_KMS),
    },
  });
}

const attributes = (url: string, given: Readonly<Record<string, string>>) =>
  aws("sqs", "set-queue-attributes", { "queue-url": url, attributes: given });

const accountOf = ({ arn }: Queue): string => arn.split(":")[4]!;

const maySend = (queue: Queue, sender: Sender) =>
  admits(queue.policy, { ...sender, account: accountOf(queue), resource: queue.arn });

function unclearPolicy(queue: Queue, senders: readonly Sender[]): Unclear | undefined {
  const sender = senders.find((one) => maySend(queue, one) === "unclear");
  return (
    sender && {
      what: `the queue's policy has conditions that are not judged here, so whether ${sender.source} may send is not known`,
      fix: aws("sqs", "get-queue-attributes", { "queue-url": queue.url, "attribute-names": "Policy" }),
    }
  );
}

function* policyFaults(queue: Queue, sender: Sender): Generator<Fault> {
  if (maySend(queue, sender) !== "no") return;
  const { service, action, source } = sender;
  const statement = {
    Sid: service === S3 ? "AcceptFromBucket" : "AcceptFromRule",
    Effect: "Allow",
    Principal: { Service: service },
    Action: action,
    Resource: queue.arn,
    Condition: { ArnEquals: { "aws:SourceArn": source } },
  };
  yield {
    code: "QUEUE_POLICY",
    what: `the queue's policy does not let ${source} send: its events are lost`,
    fix: attributes(queue.url, { Policy: JSON.stringify(withStatement(queue.policy, statement)) }),
  };
}

/** Keeps the other statements, as far as the old document can be read. */
function withStatement(policy: string | undefined, statement: { readonly Sid: string }): object {
  const { Statement = [] } = JSON.parse(policy || "{}") as { Statement?: readonly { Sid?: string }[] };
  const others = [Statement].flat().filter(({ Sid }) => Sid !== statement.Sid);
  return { Version: "2012-10-17", Statement: [...others, statement] };
}

const usesOf = (queue: Queue, key: Key, { service, source }: Sender) =>
  ["kms:GenerateDataKey", "kms:Decrypt"].map((action) =>
    admits(key.policy, { service, action, source, account: accountOf(queue), resource: key.arn }),
  );

function unclearKey(queue: Queue, key: Key, senders: readonly Sender[]): Unclear | undefined {
  const sender = senders.find((one) => usesOf(queue, key, one).includes("unclear"));
  return (
    sender && {
      what: `the policy of ${key.arn} has conditions that are not judged here, so whether ${sender.service} may use it is not known`,
      fix: aws("kms", "get-key-policy", { "key-id": key.arn, "policy-name": "default" }),
    }
  );
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html */
function* keyFaults(queue: Queue, key: Key, sender: Sender): Generator<Fault> {
  const { service } = sender;
  const isUsable = !usesOf(queue, key, sender).includes("no");
  const fix = attributes(queue.url, WITHOUT_KMS);
  const code = "QUEUE_KEY";
  if (key.managed) {
    const what = `the policy of ${queue.key} cannot be changed to let ${service} in: events are lost`;
    yield { code, what, fix };
  } else if (!key.enabled) {
    yield {
      code,
      what: `${key.arn} is disabled: events are lost`,
      fix: aws("kms", "enable-key", { "key-id": key.arn }),
    };
  } else if (!isUsable) {
    yield { code, what: `the policy of ${key.arn} does not let ${service} use it: events are lost`, fix };
  }
}

/** The template's own setting, under which no key has to let anybody in. */
const WITHOUT_KMS = { KmsMasterKeyId: "", SqsManagedSseEnabled: "true" };

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
function* checkVisibility({ source, lambda, mappings }: PipelineFacts): Generator<DoctorFinding> {
  yield* judge(both(source.queue, both(lambda, mappings)), {
    check: "visibility timeout",
    where: source.name,
    faults: function* ([queue, [{ timeout }, fed]]) {
      const needed = neededVisibility(timeout, fed);
      if (queue.visibility >= needed) return;
      yield {
        code: "VISIBILITY_SHORT",
        what: `a message is hidden for ${queue.visibility} s, less than six times the function's ${timeout} s and the window: ${needed} s; it may be handled twice at once`,
        fix: attributes(queue.url, { VisibilityTimeout: String(needed) }),
      };
    },
    ok: ([{ visibility }, [{ timeout }, fed]]) =>
      `${visibility} s, at least ${neededVisibility(timeout, fed)} s`,
  });
}

const neededVisibility = (timeout: number, fed: readonly { readonly window: number }[]) =>
  6 * timeout + Math.max(0, ...fed.map(({ window }) => window));

function* redriveFaults(queue: Queue, { parking }: PipelineFacts, tolerableOutage: number): Generator<Fault> {
  const wantedReceives = Math.ceil(tolerableOutage / Math.max(1, queue.visibility));
  const redrive = (receives: number) =>
    attributes(queue.url, {
      RedrivePolicy: JSON.stringify({
        // Of the same account and Region, and so with an ARN that is the same but for the name.
        deadLetterTargetArn: queue.arn.replace(/[^:]*$/, parking.name),
        maxReceiveCount: receives,
      }),
    });
  if (queue.redrive === undefined) {
    yield {
      code: "REDRIVE_MISSING",
      what: `what fails goes nowhere: it is tried until SQS deletes it after ${queue.retention} s`,
      fix: redrive(wantedReceives),
    };
    return;
  }
  const { to, receives } = queue.redrive;
  if (!to.endsWith(`:${parking.name}`)) {
    yield {
      code: "REDRIVE_ELSEWHERE",
      what: `what fails goes to ${to}, where \`registrar parked\` does not look`,
      fix: redrive(Math.max(receives, wantedReceives)),
    };
  }
  if (receives * queue.visibility < tolerableOutage) {
    yield {
      code: "REDRIVE_HASTY",
      what: `${receives} deliveries of ${queue.visibility} s end before an outage of ${tolerableOutage} s does`,
      fix: redrive(wantedReceives),
    };
  }
  const kept = known(parking.queue)?.retention;
  if (kept !== undefined && kept <= queue.retention) {
    yield {
      code: "PARKING_SHORT",
      what: `${parking.name} keeps messages for ${kept} s, and counts from their first sending: what SQS moves may be gone at once`,
      fix: attributes(known(parking.queue)!.url, { MessageRetentionPeriod: "1209600" }),
    };
  }
}
