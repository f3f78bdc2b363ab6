import type { EventPipeline } from "../../deploy/event-pipelines.ts";
import { DETAIL_TYPES } from "../../deploy/event-rules.ts";

/**
 * Would the pattern match the event of an object that appears, or disappears, there? It is read as far as rules for S3 go: lists of texts and
 * prefixes; another kind of match counts as none.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function matchesObject(
  pattern: string,
  events: EventPipeline["events"],
  bucket: string,
  prefix: string,
): boolean {
  const event: EventPart = {
    source: "aws.s3",
    "detail-type": DETAIL_TYPES[events],
    detail: { bucket: { name: bucket }, object: { key: prefix } },
  };
  try {
    return matchesPart(JSON.parse(pattern), event);
  } catch {
    return false; // no JSON, no match
  }
}

type EventPart = string | { readonly [name: string]: EventPart };

function matchesPart(pattern: unknown, part: EventPart | undefined): boolean {
  if (part === undefined) return false;
  if (Array.isArray(pattern))
    return typeof part === "string" && pattern.some((one) => matchesText(one, part));
  if (typeof part === "string" || typeof pattern !== "object" || pattern === null) return false;
  return Object.entries(pattern).every(([name, below]) => matchesPart(below, part[name]));
}

function matchesText(pattern: unknown, text: string): boolean {
  if (typeof pattern === "string") return pattern === text;
  const { prefix } = (pattern ?? {}) as { prefix?: unknown };
  return typeof prefix === "string" && text.startsWith(prefix);
}
