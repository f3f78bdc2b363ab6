import { problemOfDay } from "../calendar/calendar.ts";
import { calendarNamed, problemsOfCalendar } from "../calendar/declaration.ts";
import { problemsOfSla } from "../calendar/sla.ts";
import { type CalendarName, isCalendarName } from "../calendar/trading-days.ts";
import type { Dataset } from "../dataset.ts";
import { isCalendarDay } from "../day.ts";
import { ConfigurationError } from "../errors.ts";
import { quoted } from "../text.ts";
import { appliesTo, speaksOf } from "./applicability.ts";
import { CHECKS, type CheckId } from "./checks.ts";
import { isPromised, type Promised, positionOfDay } from "./facts.ts";
import type { Acknowledgement, Quality } from "./quality.ts";
import { problemsOfRows } from "./row-declaration.ts";

/**
 * The rules about what datasets promise. They are apart from those of shared/dataset.ts, which the register function
 * bundles: it has no use for calendars.
 */

/** Throws one ConfigurationError, INVALID_DATASETS, that names every problem. */
export function validateQuality(datasets: readonly Dataset[]): void {
  const problems = [...problemsOfQuality(datasets)];
  if (problems.length > 0) {
    throw new ConfigurationError("INVALID_DATASETS", "What the datasets promise has problems:", problems);
  }
}

/** Everything that is wrong with any dataset's `quality`, one sentence each, prefixed with its dataset. */
export function* problemsOfQuality(datasets: readonly Dataset[]): Generator<string> {
  for (const dataset of datasets.filter(isPromised)) {
    const problems = [
      ...problemsOfPartitions(dataset),
      ...problemsOfTimes(dataset.quality),
      ...problemsOfRows(dataset, datasets),
      ...problemsOfSource(dataset, datasets),
      ...problemsOfChecks(dataset.quality),
      ...problemsOfAcknowledgements(dataset.quality),
    ];
    for (const problem of problems) yield `dataset ${quoted(dataset.name)}: quality: ${problem}`;
  }
}

function* problemsOfPartitions(dataset: Promised): Generator<string> {
  if (positionOfDay(dataset) < 0) yield `needs a partition key of kind "day": sessions are told by it`;
}

function* problemsOfTimes({ calendar, sla }: Quality): Generator<string> {
  yield* problemsOfCalendar(calendar);
  yield* problemsOfSla(sla, calendarNameOf(calendar));
}

/** What is checked beside an unknown calendar is checked against the one that excludes nothing. */
function calendarNameOf(calendar: Quality["calendar"]): CalendarName {
  const name: unknown = typeof calendar === "object" ? calendar?.name : calendar;
  return isCalendarName(name) ? name : "daily";
}

function* problemsOfSource({ name, quality }: Promised, datasets: readonly Dataset[]): Generator<string> {
  if (quality.source === undefined) return;
  const sourceOf = (of: string) => datasets.find((one) => one.name === of);
  const source = sourceOf(quality.source);
  if (source === undefined) yield `source: there is no dataset ${quoted(quality.source)}`;
  else if (!isPromised(source))
    yield `source: ${source.name} declares no quality, so nobody looks at its days`;
  const path = [name];
  for (let next = source; next !== undefined; next = sourceOf(next.quality?.source ?? "")) {
    path.push(next.name);
    if (next.name === name) {
      yield `source leads back to itself: ${path.join(", which is made from ")}`;
      return;
    }
    // A circle further up is reported of those that are on it.
    if (path.indexOf(next.name) < path.length - 1) return;
  }
}

function* problemsOfChecks({ checks = {}, rows }: Quality): Generator<string> {
  for (const [id, thresholds] of Object.entries(checks)) {
    if (!isCheck(id)) yield noSuchCheck("checks", id);
    else {
      if (!appliesTo(id, rows?.kind)) yield `checks: ${id} does not apply to ${shownKind(rows)}`;
      yield* problemsOfThresholds(id, thresholds);
    }
  }
}

function shownKind(rows: Quality["rows"]): string {
  return rows === undefined ? "a dataset that declares no rows" : `rows of kind ${quoted(rows.kind)}`;
}

function* problemsOfThresholds(id: CheckId, declared: unknown): Generator<string> {
  if (declared === "off") return;
  const shown = `checks: ${id}`;
  if (typeof declared !== "object" || declared === null) {
    yield `${shown} ${quoted(declared)} must be { warn, fail } or "off"`;
    return;
  }
  const { warn, fail, ...others } = { ...CHECKS[id].thresholds, ...declared } as Record<string, unknown>;
  for (const field of Object.keys(others)) yield `${shown} has no field ${quoted(field)}`;
  const wrong = Object.entries({ warn, fail }).filter(([, value]) => !isThreshold(value));
  for (const [field, value] of wrong) {
    yield `${shown}: ${field} ${typeof value === "number" ? value : quoted(value)} must be a number of 0 or more, or null for never`;
  }
  if (wrong.length === 0 && typeof warn === "number" && typeof fail === "number" && warn > fail) {
    yield `${shown} could never warn: it warns above ${warn} and fails above ${fail}`;
  }
}

function isThreshold(value: unknown): boolean {
  return value === null || (typeof value === "number" && Number.isFinite(value) && value >= 0);
}

function* problemsOfAcknowledgements(quality: Quality): Generator<string> {
  for (const [index, one] of (quality.acknowledged ?? []).entries()) {
    for (const problem of problemsOfAcknowledgement(one, quality)) yield `acknowledged[${index}]: ${problem}`;
  }
}

function* problemsOfAcknowledgement(
  { check, day, until, reason }: Acknowledgement,
  { calendar, rows }: Quality,
): Generator<string> {
  if (!isCheck(check)) yield noSuchCheck("check", check);
  else if (!appliesTo(check, rows?.kind)) yield `check: ${check} does not apply to ${shownKind(rows)}`;
  else yield* problemsOfSubject(check, day);
  const problem = day === undefined ? undefined : problemOfDay(calendarNamed(calendarNameOf(calendar)), day);
  if (problem !== undefined) yield `day ${problem}`;
  if (!isCalendarDay(until)) yield `until ${quoted(until)} is not a day YYYY-MM-DD`;
  else if (day !== undefined && problem === undefined && until < day) {
    yield `until ${until} is before its day, ${day}`;
  }
  if (typeof reason !== "string" || reason.trim() === "") yield "reason must say why it is borne";
}

/** What is never found is never borne: who declares it believes otherwise. */
function* problemsOfSubject(check: CheckId, day: string | undefined): Generator<string> {
  if (day === undefined && !speaksOf(check, "table")) {
    yield `day is missing: ${check} is about sessions`;
  }
  if (day !== undefined && !speaksOf(check, "session")) {
    yield `day must be left out: ${check} is about the table as a whole`;
  }
}

function isCheck(id: unknown): id is CheckId {
  return typeof id === "string" && Object.hasOwn(CHECKS, id);
}

function noSuchCheck(where: string, id: unknown): string {
  return `${where}: there is no check ${quoted(id)}`;
}
