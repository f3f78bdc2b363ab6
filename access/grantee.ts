import type { Dataset, PartitionKey } from "../shared/datasets/dataset.ts";
import { isCalendarDay } from "../shared/datasets/day.ts";
import { type FieldsOf, misfits, type Shape } from "../shared/datasets/shape.ts";
import { didYouMean } from "../shared/datasets/suggestion.ts";
import { ConfigurationError } from "../shared/runtime/errors.ts";
import { quoted } from "../shared/runtime/text.ts";

/** Somebody outside who may be given credentials to read, for a while. */
export interface Reader {
  /** As `--user` names them, and their role, their sessions and CloudTrail's source identity. */
  readonly user: string;
  /** Names of datasets. No grant reaches beyond them. */
  readonly tables: readonly string[];
  /** Minutes that a grant may last, 60 to 720. It is the role's maximum too. */
  readonly longest: number;
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

const READER = {
  user: "text",
  tables: ["text"],
  longest: "number",
  until: "text",
} satisfies FieldsOf<Reader> & Shape;

/** Checks readers against the datasets; throws one ConfigurationError that names every problem. */
export function defineReaders(readers: readonly Reader[], datasets: readonly Dataset[]): readonly Reader[] {
  const shaped = readers.map((reader) => ({ reader, unfit: [...misfits(reader, READER)] }));
  const whole = shaped.filter(({ unfit }) => unfit.every(({ kind }) => kind === "unknown"));
  const problems = [
    ...shaped.flatMap(({ reader, unfit }, index) => {
      const who =
        typeof reader?.user === "string" ? `reader ${JSON.stringify(reader.user)}` : `readers[${index}]`;
      return unfit.flatMap(({ problem }) => (problem === undefined ? [] : `${who}: ${problem}`));
    }),
    ...whole.flatMap(({ reader }) => [...problemsOf(reader, datasets)]),
    ...sameNames(whole.map(({ reader }) => reader)),
  ];
  if (problems.length > 0) {
    throw new ConfigurationError("INVALID_READERS", "The readers have problems:", problems);
  }
  return readers;
}

function* problemsOf(
  { user, tables, longest, until }: Reader,
  datasets: readonly Dataset[],
): Generator<string> {
  const who = `reader ${JSON.stringify(user)}:`;
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
    else if (dayKeyOf(dataset) === undefined) yield `${who} the first key of ${name} is no day`;
  }
  const { leastMaximum, most } = SESSION_MINUTES;
  if (!Number.isInteger(longest) || longest < leastMaximum || longest > most) {
    yield `${who} longest must be ${leastMaximum} to ${most} minutes, got ${longest}`;
  }
  if (!isCalendarDay(until)) yield `${who} until ${JSON.stringify(until)} is not a day YYYY-MM-DD`;
}

/** IAM tells no names apart by case alone. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
function* sameNames(readers: readonly Reader[]): Generator<string> {
  const seen = new Set<string>();
  for (const { user } of readers) {
    if (seen.has(user.toLowerCase())) yield `two readers are called ${JSON.stringify(user)}, case aside`;
    seen.add(user.toLowerCase());
  }
}

/** Why a user may be granted nothing: nobody declared them. */
export function problemOfUser(user: string | undefined, readers: readonly Reader[]): string {
  if (readers.length === 0) return "access/grantees.ts declares no reader: nothing can be granted";
  const known = readers.map((reader) => reader.user).join(", ");
  const got = user === undefined ? "nothing" : quoted(user);
  return `--user must be one of ${known}, got ${got}`;
}

export type DayKey = Extract<PartitionKey, { readonly kind: "day" }>;

/** The key by whose days a table is granted: its first, because it comes first in the objects' keys. */
export function dayKeyOf({ keys: [first] }: Dataset): DayKey | undefined {
  return first?.kind === "day" ? first : undefined;
}
