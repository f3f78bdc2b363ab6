/** The attributes an owner sets on a queue: names, bounds and defaults as in the SQS API reference, SetQueueAttributes. */
import { AwsError } from "../wire/service.ts";

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

/** As AWS keeps them: every value is text. */
export type QueueAttributes = Readonly<Record<string, string>>;

interface Range {
  readonly from: number;
  readonly to: number;
  readonly byDefault: number;
}

/** Seconds, except for MaximumMessageSize, which is bytes. */
const RANGES: Readonly<Record<string, Range>> = {
  DelaySeconds: { from: 0, to: 900, byDefault: 0 },
  MaximumMessageSize: { from: 1024, to: 1_048_576, byDefault: 1_048_576 },
  MessageRetentionPeriod: { from: 60, to: 1_209_600, byDefault: 345_600 },
  ReceiveMessageWaitTimeSeconds: { from: 0, to: 20, byDefault: 0 },
  VisibilityTimeout: { from: 0, to: 43_200, byDefault: 30 },
};

/** Kept and given back; nothing in the emulator acts on them. */
const OPAQUE = [
  "Policy",
  "RedriveAllowPolicy",
  "KmsMasterKeyId",
  "KmsDataKeyReusePeriodSeconds",
  "SqsManagedSseEnabled",
];

const REDRIVE_POLICY = "RedrivePolicy";

/** Receives before a message is given up (1 to 1,000). */
const RECEIVES: Pick<Range, "from" | "to"> = { from: 1, to: 1000 };

export function checkAttributes(attributes: QueueAttributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    const range = RANGES[name];
    if (range !== undefined) checkRange(name, value, range);
    else if (name === REDRIVE_POLICY) readRedrivePolicy(value);
    else if (!OPAQUE.includes(name)) throw new AwsError("InvalidAttributeName", `Unknown Attribute ${name}.`);
  }
}

function checkRange(name: string, value: string, { from, to }: Pick<Range, "from" | "to">): void {
  if (/^\d+$/.test(value) && Number(value) >= from && Number(value) <= to) return;
  throw invalidValue(name, value);
}

function invalidValue(name: string, value: string): AwsError {
  return new AwsError("InvalidAttributeValue", `Invalid value for the parameter ${name}: ${value}`);
}

/** Undefined where there is none; an empty text takes a policy away. */
export function readRedrivePolicy(text: string | undefined): RedrivePolicy | undefined {
  if (text === undefined || text === "") return undefined;
  let policy: { deadLetterTargetArn?: unknown; maxReceiveCount?: unknown } | null;
  try {
    policy = JSON.parse(text);
  } catch {
    throw invalidValue(REDRIVE_POLICY, text);
  }
  const { deadLetterTargetArn, maxReceiveCount } = policy ?? {};
  if (typeof deadLetterTargetArn !== "string") throw invalidValue(REDRIVE_POLICY, text);
  // CloudFormation sends the count as text, people write it as a number.
  checkRange(REDRIVE_POLICY, String(maxReceiveCount), RECEIVES);
  return { deadLetterTargetArn, maxReceiveCount: Number(maxReceiveCount) };
}

/** One numeric setting of a queue. */
export function settingOf(attributes: QueueAttributes, name: string): number {
  return Number(attributes[name] ?? RANGES[name]?.byDefault);
}

/** With defaults filled in, as GetQueueAttributes shows them. */
export function completeAttributes(attributes: QueueAttributes): QueueAttributes {
  const defaults = Object.entries(RANGES).map(([name, { byDefault }]) => [name, String(byDefault)] as const);
  const complete: QueueAttributes = {
    SqsManagedSseEnabled: "true",
    ...Object.fromEntries(defaults),
    ...attributes,
  };
  return Object.fromEntries(Object.entries(complete).filter(([, value]) => value !== ""));
}
