/** When objects expire: the XML of PutBucketLifecycleConfiguration, its rules, and what they mean for an object. */
import { randomUUID } from "node:crypto";
import { AwsError } from "../wire/service.ts";
import { element, type XmlElement } from "./xml.ts";

export interface ExpirationRule {
  readonly id: string;
  readonly isEnabled: boolean;
  /** Of keys; "" are all. */
  readonly prefix: string;
  readonly days: number;
}

const DAY = 86_400_000;

/** S3 API reference, PutBucketLifecycleConfiguration and LifecycleRule. */
const MOST = { rules: 1000, idCharacters: 255 };

/** Members of a rule, of its Filter and of its Expiration that the emulator knows. */
const KNOWN = {
  Rule: ["ID", "Status", "Prefix", "Filter", "Expiration"],
  Filter: ["Prefix"],
  Expiration: ["Days"],
} as const;

export function readLifecycleConfiguration(root: XmlElement): ExpirationRule[] {
  const rules = root.all("Rule").map(readRule);
  if (rules.length === 0) throw malformed("a configuration has one rule at least");
  if (rules.length > MOST.rules) throw malformed(`a configuration has up to ${MOST.rules} rules`);
  if (new Set(rules.map(({ id }) => id)).size < rules.length) {
    throw new AwsError("InvalidArgument", "Rule ID must be unique. Found same ID for more than one rule");
  }
  return rules;
}

function readRule(xml: XmlElement): ExpirationRule {
  const filter = xml.first("Filter");
  const expiration = xml.first("Expiration");
  refuseUnknown(xml, KNOWN.Rule);
  if (filter !== undefined) refuseUnknown(filter, KNOWN.Filter);
  if (expiration === undefined) {
    throw new AwsError("InvalidRequest", "At least one action needs to be specified in a rule");
  }
  refuseUnknown(expiration, KNOWN.Expiration);
  const [id, status] = [xml.textOf("ID") ?? randomUUID(), xml.textOf("Status")];
  if (id.length > MOST.idCharacters) {
    throw new AwsError(
      "InvalidArgument",
      `ID length should not exceed allowed limit of ${MOST.idCharacters}`,
    );
  }
  if (status !== "Enabled" && status !== "Disabled") throw malformed("Status is Enabled or Disabled");
  const own = xml.textOf("Prefix");
  if ((own === undefined) === (filter === undefined)) throw malformed("a rule has a Filter or a Prefix");
  const days = Number(expiration.textOf("Days"));
  if (!Number.isInteger(days) || days < 1) {
    throw new AwsError("InvalidArgument", "'Days' for Expiration action must be a positive integer");
  }
  return { id, isEnabled: status === "Enabled", prefix: own ?? filter?.textOf("Prefix") ?? "", days };
}

/** What the emulator lacks is named, not ignored: the caller would wait for it in vain. */
function refuseUnknown({ name, children }: XmlElement, known: readonly string[]): void {
  const unknown = children.find((child) => !known.includes(child.name));
  if (unknown === undefined) return;
  throw new AwsError(
    "NotImplemented",
    `the emulator has no ${unknown.name} in ${name} of a lifecycle; supported: ${known.join(", ")}`,
    501,
  );
}

const malformed = (why: string) =>
  new AwsError(
    "MalformedXML",
    `The XML you provided was not well-formed or did not validate against our published schema: ${why}`,
  );

export function writeLifecycleConfiguration(rules: readonly ExpirationRule[]): string[] {
  return rules.map(({ id, isEnabled, prefix, days }) =>
    element("Rule", [
      element("Expiration", [element("Days", days)]),
      element("ID", id),
      element("Filter", [element("Prefix", prefix)]),
      element("Status", isEnabled ? "Enabled" : "Disabled"),
    ]),
  );
}

/**
 * May an object be removed at a time? It may from the midnight, UTC, that follows its days.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
 */
export const isExpired = (
  rules: readonly ExpirationRule[],
  { key, lastModified }: { readonly key: string; readonly lastModified: number },
  now: number,
): boolean =>
  rules.some(
    ({ isEnabled, prefix, days }) =>
      isEnabled && key.startsWith(prefix) && Math.ceil(lastModified / DAY + days) * DAY <= now,
  );

/** Milliseconds until the next midnight, UTC. */
export const untilMidnight = (now: number): number => DAY - (now % DAY);
