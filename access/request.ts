import type { Dataset } from "../shared/datasets/dataset.ts";
import { isCalendarDay } from "../shared/datasets/day.ts";
import { didYouMean } from "../shared/datasets/suggestion.ts";
import type { DayRange } from "./day-prefixes.ts";
import { dayKeyOf, type Grantee, problemOfUser, SESSION_MINUTES } from "./grantee.ts";

/** What is asked for, as typed. */
export interface Asked {
  readonly user: string | undefined;
  /** Names of datasets, by commas. */
  readonly tables: string | undefined;
  /** A day, or two: 2026-11-01..2026-11-20. */
  readonly days: string | undefined;
  /** 45m, 2h or 900s. */
  readonly ttl: string;
}

/** What may be granted as far as the lists of datasets and grantees tell. */
export interface GrantRequest {
  readonly grantee: Grantee;
  readonly tables: readonly Dataset[];
  readonly days: DayRange;
  /** Seconds. */
  readonly duration: number;
}

/** Epoch milliseconds at which all access of a grantee ends. */
export function endOf({ until }: Grantee): number {
  return Date.parse(`${until}T00:00:00Z`);
}

/** The request, or everything that is wrong with it. `now` is in epoch milliseconds. */
export function readRequest(
  { user, tables, days, ttl }: Asked,
  grantees: readonly Grantee[],
  datasets: readonly Dataset[],
  now: number,
): GrantRequest | { readonly problems: readonly string[] } {
  const problems: string[] = [];
  const grantee = grantees.find((candidate) => candidate.user === user);
  if (grantee === undefined) {
    problems.push(problemOfUser(user, grantees));
  }
  const chosen = chooseTables(tables, grantee, datasets, problems);
  const range = readDays(days, problems);
  if (range !== undefined) problems.push(...outsideOfTables(range, chosen));
  const duration = readDuration(ttl);
  if (duration === undefined) {
    problems.push(`--ttl ${shown(ttl)} is not a time such as 45m, 2h or 900s`);
  } else if (grantee !== undefined) {
    problems.push(...wrongDuration(ttl, duration, grantee, now));
  }
  if (problems.length > 0 || grantee === undefined || range === undefined || duration === undefined) {
    return { problems };
  }
  return { grantee, tables: chosen, days: range, duration };
}

function chooseTables(
  text: string | undefined,
  grantee: Grantee | undefined,
  datasets: readonly Dataset[],
  problems: string[],
): readonly Dataset[] {
  const names = [...new Set((text ?? "").split(",").map((name) => name.trim()))].filter(
    (name) => name !== "",
  );
  const granted = datasets.filter(({ name }) => grantee === undefined || grantee.tables.includes(name));
  const known = namesOf(granted.map(({ name }) => name));
  if (names.length === 0) problems.push(`--tables must name one or more of ${known}, by commas`);
  for (const name of names) {
    if (!datasets.some((dataset) => dataset.name === name)) {
      problems.push(
        `--tables: there is no table ${shown(name)}; ${grantee?.user ?? "tables"}: ${known}${didYouMean(
          name,
          granted.map((one) => one.name),
        )}`,
      );
    } else if (!granted.some((dataset) => dataset.name === name)) {
      problems.push(`--tables: ${name} may not be granted to ${grantee?.user}; ${known} may`);
    }
  }
  return granted.filter(({ name }) => names.includes(name));
}

function readDays(text: string | undefined, problems: string[]): DayRange | undefined {
  const [from = "", to = from, ...more] = (text ?? "").split("..");
  const wrong = [from, to].filter((day) => !isCalendarDay(day));
  if (more.length > 0 || from === "") {
    problems.push(`--days must be a day or two, 2026-11-01..2026-11-20, got ${shown(text)}`);
    return undefined;
  }
  for (const day of new Set(wrong)) problems.push(`--days: ${shown(day)} is not a day YYYY-MM-DD`);
  if (wrong.length > 0) return undefined;
  if (from > to) problems.push(`--days: ${from} is after ${to}`);
  return { from, to };
}

function* outsideOfTables({ from, to }: DayRange, tables: readonly Dataset[]): Generator<string> {
  for (const dataset of tables) {
    const key = dayKeyOf(dataset);
    if (key?.from !== undefined && from < key.from) {
      yield `--days: ${dataset.name} begins at ${key.from}, got ${from}`;
    }
    if (key?.until !== undefined && to > key.until) {
      yield `--days: ${dataset.name} ends at ${key.until}, got ${to}`;
    }
  }
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600 };

/** "45m" → 2700 */
function readDuration(text: string): number | undefined {
  const [, number, unit] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
  return unit === undefined ? undefined : Number(number) * UNITS[unit]!;
}

function* wrongDuration(ttl: string, duration: number, grantee: Grantee, now: number): Generator<string> {
  const { least } = SESSION_MINUTES;
  if (duration < least * 60 || duration > grantee.maxSessionMinutes * 60) {
    yield `--ttl ${ttl} must be from ${least} minutes to ${grantee.maxSessionMinutes}, the maximum of ${grantee.user}'s role`;
  }
  if (now + duration * 1000 > endOf(grantee)) {
    yield `--ttl ${ttl}: access of ${grantee.user} ends ${grantee.until}T00:00:00Z`;
  }
}

/**
 * Who has taken a role already can take the next for an hour at most, whatever that role's maximum is.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
 */
export const CHAINED_SECONDS = 3_600;

/** "arn:aws:sts::123456789012:assumed-role/Operator/me" */
const ASSUMED_ROLE = /^arn:[\w-]+:sts::\d{12}:assumed-role\//;

/** What is wrong with a duration for who asks, by the ARN that GetCallerIdentity gives. */
export function problemOfChaining(ttl: string, duration: number, callerArn: string): string | undefined {
  if (duration <= CHAINED_SECONDS || !ASSUMED_ROLE.test(callerArn)) return undefined;
  return `--ttl ${ttl} must be from 15 minutes to 60, because the caller is itself an assumed role: ${callerArn}`;
}

const shown = (value: unknown) => (value === undefined ? "nothing" : JSON.stringify(value));
const namesOf = (names: readonly string[]) => (names.length === 0 ? "nobody" : names.join(", "));
