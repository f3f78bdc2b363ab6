import type { Dataset, PartitionKey } from "../shared/datasets/dataset.ts";
import { patternOf } from "../shared/datasets/date-pattern.ts";
import { isCalendarDay } from "../shared/datasets/day.ts";
import { type FieldsOf, misfits, type Shape } from "../shared/datasets/shape.ts";
import { didYouMean } from "../shared/datasets/suggestion.ts";
import { ConfigurationError } from "../shared/runtime/errors.ts";
import { granteesFile } from "../shared/runtime/given-list.ts";
import { quoted } from "../shared/runtime/text.ts";

/** A person or system outside of the platform that may be given temporary credentials to read. */
export interface Grantee {
  /** As `--user` names them, and their role, their sessions and CloudTrail's source identity. */
  readonly user: string;
  /** Names of datasets. No grant reaches beyond them. */
  readonly tables: readonly string[];
  /** The longest session that a grant may have, 60 to 720 minutes. It is the maximum of the role, too. */
  readonly maxSessionMinutes: number;
  /** YYYY-MM-DD. On this day, at 00:00 UTC, all access ends, of grants that were given before too. */
  readonly until: string;
}

/**
 * Minutes that a session of a role may last: AssumeRole takes 15 at least, and a role's maximum is 60 to 720.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export const SESSION_MINUTES = { least: 15, leastMaximum: 60, most: 720 } as const;

/** Short, for it is part of the role's name; no character that IAM's patterns take for a wildcard. */
const USER = /^[a-zA-Z][a-zA-Z0-9]{1,15}$/;

const GRANTEE = {
  user: "text",
  tables: ["text"],
  maxSessionMinutes: "number",
  until: "text",
} satisfies FieldsOf<Grantee> & Shape;

/** Checks grantees against the datasets; throws one ConfigurationError that names every problem. */
export function defineGrantees(
  grantees: readonly Grantee[],
  datasets: readonly Dataset[],
): readonly Grantee[] {
  const shaped = grantees.map((grantee) => ({ grantee, unfit: [...misfits(grantee, GRANTEE)] }));
  const whole = shaped.filter(({ unfit }) => unfit.every(({ kind }) => kind === "unknown"));
  const problems = [
    ...shaped.flatMap(({ grantee, unfit }, index) => {
      const who =
        typeof grantee?.user === "string" ? `grantee ${JSON.stringify(grantee.user)}` : `grantees[${index}]`;
      return unfit.flatMap(({ problem }) => (problem === undefined ? [] : `${who}: ${problem}`));
    }),
    ...whole.flatMap(({ grantee }) => [...problemsOf(grantee, datasets)]),
    ...sameNames(whole.map(({ grantee }) => grantee)),
  ];
  if (problems.length > 0) {
    throw new ConfigurationError("INVALID_GRANTEES", "The grantees have problems:", problems);
  }
  return grantees;
}

function* problemsOf(
  { user, tables, maxSessionMinutes, until }: Grantee,
  datasets: readonly Dataset[],
): Generator<string> {
  const who = `grantee ${JSON.stringify(user)}:`;
  if (!USER.test(user)) yield `${who} user must be a letter followed by 1 to 15 letters or digits`;
  if (tables.length === 0) yield `${who} has no tables`;
  if (new Set(tables).size < tables.length) yield `${who} names a table twice`;
  for (const name of tables) {
    const dataset = datasets.find((candidate) => candidate.name === name);
    if (dataset === undefined)
      yield `${who} there is no dataset ${JSON.stringify(name)}${didYouMean(
        name,
        datasets.map((one) => one.name),
      )}`;
    else if (dayKeyOf(dataset) === undefined)
      yield `${who} the first folder of ${name} is no day=YYYY-MM-DD, by which days are granted`;
  }
  const { leastMaximum, most } = SESSION_MINUTES;
  if (!Number.isInteger(maxSessionMinutes) || maxSessionMinutes < leastMaximum || maxSessionMinutes > most) {
    yield `${who} maxSessionMinutes must be ${leastMaximum} to ${most} minutes, got ${maxSessionMinutes}`;
  }
  if (!isCalendarDay(until)) yield `${who} until ${JSON.stringify(until)} is not a day YYYY-MM-DD`;
}

/** IAM tells no names apart by case alone. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
function* sameNames(grantees: readonly Grantee[]): Generator<string> {
  const seen = new Set<string>();
  for (const { user } of grantees) {
    if (seen.has(user.toLowerCase()))
      yield `two grantees have the name ${JSON.stringify(user)}; case does not count`;
    seen.add(user.toLowerCase());
  }
}

/** Why a user who is not declared may be granted nothing. */
export function problemOfUser(user: string | undefined, grantees: readonly Grantee[]): string {
  if (grantees.length === 0) return `${granteesFile()} declares no grantee: nothing can be granted`;
  const known = grantees.map((grantee) => grantee.user).join(", ");
  const got = user === undefined ? "nothing" : quoted(user);
  return `--user must be one of ${known}, got ${got}`;
}

export type DayKey = Extract<PartitionKey, { readonly kind: "day" }>;

/** The key by whose days a table is granted: its first, because it comes first in the objects' keys, as day=YYYY-MM-DD. */
export function dayKeyOf({ keys: [first], layout }: Dataset): DayKey | undefined {
  return first?.kind === "day" && patternOf(first) === "yyyy-MM-dd" && layout === undefined
    ? first
    : undefined;
}
