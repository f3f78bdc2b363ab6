import { usageError } from "../../shared/runtime/errors.ts";
/** What the options of `registrar validate` ask for. */

import { problemsOfFile } from "../../operate/report-file.ts";
import { problemOfDay } from "../../shared/calendar/calendar.ts";
import { calendarOf } from "../../shared/calendar/declaration.ts";
import type { Dataset } from "../../shared/datasets/dataset.ts";
import { isCalendarDay } from "../../shared/datasets/day.ts";
import { type CheckSuite, SUITES } from "../../shared/quality/result.ts";
import { isValidated, type ValidatedDataset } from "../../shared/quality/snapshot.ts";
import type { Days } from "../../shared/quality/windows.ts";
import { datasetsFile } from "../../shared/runtime/given-list.ts";
import { quoted } from "../../shared/runtime/text.ts";
import { problemOfDataset } from "../dataset-option.ts";

/** Gigabytes that a run may scan by default: half a cent at 5 USD a TB. */
export const DEFAULT_BUDGET = 1;
const GB = 1e9;

/** The options as they were given. */
export interface GivenOptions {
  readonly dataset?: string;
  readonly day?: string;
  readonly from?: string;
  readonly to?: string;
  readonly suite?: string;
  readonly budget?: string;
  readonly "run-id"?: string;
  readonly html?: string;
}

export interface ValidateOptions {
  readonly datasets: readonly ValidatedDataset[];
  readonly days: Days | undefined;
  readonly suite: CheckSuite;
  readonly mostBytes: number;
  readonly runId: string;
  /** Milliseconds since 1970: now, or the moment of the run that is continued. */
  readonly asOf: number;
}

/** Everything that is wrong with the options is one error (USAGE), before anything is asked that costs. */
export async function readOptions(
  given: GivenOptions,
  declared: readonly Dataset[],
  now: number,
): Promise<ValidateOptions> {
  const problems: string[] = [];
  const datasets = datasetsOf(given.dataset, declared, problems);
  const days = daysOf(given, datasets, problems);
  const suite = suiteOf(given.suite, problems);
  if (suite === "intraday" && [given.day, given.from, given.to].some((day) => day !== undefined)) {
    problems.push(
      "--suite intraday looks at the session that is open: it goes without --day, --from and --to",
    );
  }
  const mostBytes = budgetOf(given.budget, problems);
  const run = runOf(given["run-id"], now, problems);
  if (given.html !== undefined) problems.push(...(await problemsOfFile("--html", given.html)));
  if (problems.length > 0) throw usageError("validate", problems);
  return { datasets, days, suite, mostBytes, ...run };
}

function datasetsOf(
  name: string | undefined,
  declared: readonly Dataset[],
  problems: string[],
): ValidatedDataset[] {
  const promised = declared.filter(isValidated);
  if (promised.length === 0) {
    problems.push(`no dataset of ${datasetsFile()} has a quality, so there is nothing to validate`);
  } else if (
    declared.some((dataset) => dataset.name === name) &&
    promised.every((one) => one.name !== name)
  ) {
    const known = promised.map((dataset) => dataset.name).join(", ");
    problems.push(`--dataset ${quoted(name)} is not validated; those that are: ${known}`);
  } else if (name !== undefined) {
    problems.push(...[problemOfDataset(name, promised)].filter((problem) => problem !== undefined));
  }
  return promised.filter((dataset) => name === undefined || dataset.name === name);
}

function daysOf(
  { day, from, to }: GivenOptions,
  datasets: readonly ValidatedDataset[],
  problems: string[],
): Days | undefined {
  const before = problems.length;
  const calendars = new Map(
    datasets.map(({ quality }) => [JSON.stringify(quality.calendar), calendarOf(quality.calendar)]),
  );
  for (const [option, value] of Object.entries({ day, from, to })) {
    if (value === undefined) continue;
    if (!isCalendarDay(value)) problems.push(`--${option} ${quoted(value)} is not a day YYYY-MM-DD`);
    else {
      const unknown = [...calendars.values()].flatMap((calendar) => problemOfDay(calendar, value) ?? []);
      problems.push(...unknown.map((problem) => `--${option} ${problem}`));
    }
  }
  if (day !== undefined && (from !== undefined || to !== undefined)) {
    problems.push("--day goes without --from and --to");
  } else if ((from === undefined) !== (to === undefined)) {
    problems.push("--from and --to go together");
  }
  if (problems.length > before) return undefined;
  if (from !== undefined && to !== undefined) {
    if (from > to) problems.push(`--from ${from} is after --to ${to}`);
    return { from, to };
  }
  return day === undefined ? undefined : { from: day, to: day };
}

function suiteOf(name: string | undefined, problems: string[]): CheckSuite {
  const suite = SUITES.find((one) => one === (name ?? "close"));
  if (suite === undefined) problems.push(`--suite must be one of ${SUITES.join(", ")}, got ${quoted(name)}`);
  return suite ?? "close";
}

function budgetOf(text: string | undefined, problems: string[]): number {
  const gigabytes = text === undefined ? DEFAULT_BUDGET : Number(text);
  // Number() also reads 0x10, 1e9 and Infinity.
  if (!/^\d{1,6}(\.\d+)?$/.test(text ?? "0") || gigabytes <= 0) {
    problems.push(`--budget ${quoted(text)} must be gigabytes, more than 0`);
  }
  return gigabytes * GB;
}

/** Milliseconds by which the clocks of two machines may differ. */
const CLOCKS_MS = 5 * 60_000;

/** The moment is part of a run's id, so that a run which is continued judges from the same one. */
const RUN_ID = /^[a-z]+-(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z)$/;

function runOf(
  id: string | undefined,
  now: number,
  problems: string[],
): Pick<ValidateOptions, "runId" | "asOf"> {
  if (id === undefined) return { runId: `terminal-${new Date(now).toISOString()}`, asOf: now };
  const asOf = Date.parse(RUN_ID.exec(id)?.[1] ?? "");
  // Date.parse takes February 30 for March 2.
  const isMoment = !Number.isNaN(asOf) && id.includes(new Date(asOf).toISOString().slice(0, 19));
  if (isMoment && asOf > now + CLOCKS_MS)
    problems.push(`--run-id ${quoted(id)} is of a run that is yet to come`);
  if (!isMoment) {
    problems.push(`--run-id ${quoted(id)} must be as a run prints it: terminal-2026-11-20T23:05:00.000Z`);
  }
  return { runId: id, asOf };
}
