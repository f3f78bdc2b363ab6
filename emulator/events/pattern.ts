/** Event patterns: which events a rule matches. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html */
import { AwsError, type Json } from "../wire/service.ts";

/** Lists hold what a value may be: values, or { prefix }, { exists }, { "anything-but": [values] }. */
export type EventPattern = Readonly<Record<string, Json>>;

/** Throws InvalidEventPatternException. */
export function readPattern(text: string): EventPattern {
  try {
    const pattern = JSON.parse(text) as Json;
    if (isObject(pattern) && isPattern(pattern)) return pattern as EventPattern;
  } catch {
    // Said below.
  }
  throw new AwsError("InvalidEventPatternException", "Event pattern is not valid.");
}

const isPattern = (pattern: Json): boolean =>
  isObject(pattern)
    ? Object.values(pattern).every((value) => isPattern(value ?? null))
    : Array.isArray(pattern) && pattern.every((one) => !isObject(one) || isKnown(one));

const isKnown = (matcher: object) =>
  Object.keys(matcher).every((name) => ["prefix", "exists", "anything-but"].includes(name));

/** Does each member of a pattern match that of the event? */
export function matches(pattern: Json, event: Json | undefined): boolean {
  if (Array.isArray(pattern)) return pattern.some((matcher) => matchesOne(matcher, event));
  if (!isObject(pattern)) return false;
  const members = isObject(event) ? event : {};
  return Object.entries(pattern).every(([name, inner]) => matches(inner ?? null, members[name]));
}

function matchesOne(matcher: Json, value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.some((one) => matchesOne(matcher, one));
  if (!isObject(matcher)) return matcher === value;
  if ("exists" in matcher) return (value !== undefined) === matcher.exists;
  if ("prefix" in matcher) return typeof value === "string" && value.startsWith(String(matcher.prefix));
  const others = [matcher["anything-but"] ?? null].flat();
  return value !== undefined && !others.includes(value);
}

function isObject(value: Json | undefined): value is Record<string, Json> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
