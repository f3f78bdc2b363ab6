import { problemOfDay } from "../../shared/calendar/calendar.ts";
import { calendarNamed, problemsOfCalendar } from "../../shared/calendar/declaration.ts";
import { problemsOfSla } from "../../shared/calendar/sla.ts";
import { type CalendarName, isCalendarName } from "../../shared/calendar/trading-days.ts";
import { isCalendarDay } from "../../shared/datasets/day.ts";
import { hasDay } from "../../shared/datasets/partition-day.ts";
import { type FieldsOf, type Misfit, misfits, type Shape } from "../../shared/datasets/shape.ts";
import { didYouMean } from "../../shared/datasets/suggestion.ts";
import { type BuiltInCheckId, CHECKS, type CheckId } from "../../shared/quality/checks/index.ts";
import type { Acknowledgement, DeclaredDataset, Quality } from "../../shared/quality/quality.ts";
import { isRuleId, ruleIdOf } from "../../shared/quality/rules/rule.ts";
import { isValidated, type ValidatedDataset } from "../../shared/quality/snapshot.ts";
import { ConfigurationError } from "../../shared/runtime/errors.ts";
import { quoted } from "../../shared/runtime/text.ts";
import { problemsOfFinalAfter } from "../../shared/sessions/correction-window.ts";
import { appliesTo, speaksOf } from "./applicability.ts";
import { problemsOfDeclaredRules, RULE } from "./declared-rules.ts";
import { problemsOfOwner, problemsOfRunbook } from "./responsible.ts";
import { namesOf, problemsOfRows, ROWS } from "./row-rules.ts";
import { problemsOfThresholds, type ThresholdKind } from "./thresholds.ts";

/**
 * The rules about what datasets promise. They are apart from those of shared/datasets/dataset-rules.ts, which the register function
 * bundles: it has no use for calendars.
 */

/** Throws one ConfigurationError, INVALID_DATASETS, that names every problem. */
export function validateQuality(datasets: readonly DeclaredDataset[]): void {
  const problems = [...problemsOfQuality(datasets)];
  if (problems.length > 0) {
    throw new ConfigurationError("INVALID_DATASETS", "What the datasets promise has problems:", problems);
  }
}

/** The fields of a promise. Those that are "anything" are judged by the rules below. */
const QUALITY = {
  calendar: "anything",
  sla: "anything",
  "finalAfter?": "anything",
  "intraday?": "flag",
  "rows?": ROWS,
  "source?": "anything",
  "checks?": "record",
  "rules?": [RULE],
  "owner?": "anything",
  "runbook?": "anything",
  "acknowledged?": [
    {
      check: "anything",
      "day?": "anything",
      until: "anything",
      reason: "anything",
    } satisfies FieldsOf<Acknowledgement>,
  ],
} satisfies FieldsOf<Quality> & Shape;

/** What each rule reads of a promise, and the rule. */
type Rule = readonly [
  (keyof Quality)[],
  (dataset: ValidatedDataset, datasets: readonly DeclaredDataset[]) => Iterable<string>,
];

/** Rules that set a promise against the dataset's keys and columns. */
const RULES_OF_TABLE: readonly Rule[] = [
  [[], problemsOfPartitions],
  [["rows"], problemsOfRows],
];
const RULES: readonly Rule[] = [
  [["calendar"], problemsOfDeclaredCalendar],
  [["sla"], problemsOfDeclaredSla],
  [["finalAfter"], ({ quality }) => problemsOfFinalAfter(quality.finalAfter)],
  [["source"], problemsOfSource],
  [["owner", "runbook"], problemsOfResponsible],
  [["checks", "rows"], problemsOfChecks],
  [["rules", "rows"], problemsOfDeclaredRules],
  [["acknowledged", "calendar", "rows", "rules"], problemsOfAcknowledgements],
];

/**
 * Everything that is wrong with any dataset's `quality`, one sentence each, prefixed with its dataset. Only `whole`
 * datasets have keys and columns that a promise can be set against.
 */
export function* problemsOfQuality(
  datasets: readonly DeclaredDataset[],
  whole: readonly DeclaredDataset[] = datasets,
): Generator<string> {
  for (const dataset of datasets.filter(isValidated)) {
    const unfit = [...misfits(dataset.quality, QUALITY)];
    const unreadable = new Set(unfit.filter(isUnreadable).map(({ field }) => field));
    const problems = unfit.flatMap(({ problem }) => problem ?? []);
    for (const [reads, rule] of whole.includes(dataset) ? [...RULES_OF_TABLE, ...RULES] : RULES) {
      if (!unreadable.has("") && !reads.some((field) => unreadable.has(field))) {
        problems.push(...rule(dataset, datasets));
      }
    }
    for (const problem of problems) yield `dataset ${quoted(dataset.name)}: quality: ${problem}`;
  }
}

/** Rules can do without something inside of what they read; not with another thing, or with nothing. */
function isUnreadable({ kind, isInside }: Misfit): boolean {
  return kind === "wrong" || (kind === "missing" && !isInside);
}

function* problemsOfPartitions(dataset: ValidatedDataset): Generator<string> {
  if (!hasDay(dataset)) {
    yield `needs a partition key of kind "day", or of "year", "month" and "day-of-month": it names the session`;
  }
}

function problemsOfDeclaredCalendar({ quality }: ValidatedDataset): Iterable<string> {
  return problemsOfCalendar(quality.calendar);
}

function problemsOfDeclaredSla({ quality: { calendar, sla } }: ValidatedDataset): Iterable<string> {
  return problemsOfSla(sla, calendarNameOf(calendar));
}

/** What is checked beside an unknown calendar is checked against the one that excludes nothing. */
function calendarNameOf(calendar: Quality["calendar"]): CalendarName {
  const name: unknown = typeof calendar === "object" ? calendar?.name : calendar;
  return isCalendarName(name) ? name : "daily";
}

function* problemsOfSource(
  { name, quality }: ValidatedDataset,
  datasets: readonly DeclaredDataset[],
): Generator<string> {
  if (quality.source === undefined) return;
  const sourceOf = (of: string) => datasets.find((one) => one.name === of);
  const source = sourceOf(quality.source);
  if (source === undefined) {
    yield `source: there is no dataset ${quoted(quality.source)}${didYouMean(quality.source, namesOf(datasets))}`;
  } else if (!isValidated(source))
    yield `source: ${source.name} declares no quality, so its days are not checked`;
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

function* problemsOfResponsible({ quality: { owner, runbook } }: ValidatedDataset): Generator<string> {
  yield* problemsOfOwner(owner);
  yield* problemsOfRunbook(runbook);
}

function* problemsOfChecks({ quality: { checks = {}, rows } }: ValidatedDataset): Generator<string> {
  for (const [id, thresholds] of Object.entries(checks)) {
    if (!isCheck(id)) yield noSuchCheck("checks", id);
    else {
      if (!appliesTo(id, rows)) yield `checks: ${id} does not apply to ${shownKind(rows)}`;
      yield* problemsOfCheck(id, thresholds);
    }
  }
}

function shownKind(rows: Quality["rows"]): string {
  return rows === undefined ? "a dataset that declares no rows" : `rows of kind ${quoted(rows.kind)}`;
}

function* problemsOfCheck(id: BuiltInCheckId, declared: unknown): Generator<string> {
  if (declared === "off") return;
  const shown = `checks: ${id}`;
  if (typeof declared !== "object" || declared === null) {
    yield `${shown} ${quoted(declared)} must be { warn, fail } or "off"`;
    return;
  }
  const { warn, fail, ...others } = declared as Record<string, unknown>;
  for (const field of Object.keys(others)) {
    yield `${shown} has no field ${quoted(field)}${didYouMean(field, ["warn", "fail"])}`;
  }
  yield* problemsOfThresholds(shown, { warn, fail }, CHECKS[id].thresholds, countsOf(CHECKS[id]));
}

function countsOf({ rowFault, countsRows, unit }: (typeof CHECKS)[BuiltInCheckId]): ThresholdKind {
  if (rowFault === undefined && countsRows !== true) return "something else";
  return unit === "ratio" ? "ratio of rows" : "rows";
}

function* problemsOfAcknowledgements({ quality }: ValidatedDataset): Generator<string> {
  for (const [index, one] of (quality.acknowledged ?? []).entries()) {
    // What is missing is reported as such.
    const needed: readonly unknown[] = [one.check, one.until, one.reason];
    if (needed.includes(undefined)) continue;
    for (const problem of problemsOfAcknowledgement(one, quality)) yield `acknowledged[${index}]: ${problem}`;
  }
}

function* problemsOfAcknowledgement(
  { check, day, until, reason }: Acknowledgement,
  { calendar, rows, rules = [] }: Quality,
): Generator<string> {
  const ids = rules.filter(Boolean).map(ruleIdOf);
  if (isRuleId(String(check)) && !ids.some((id) => id === check)) {
    yield `check: there is no rule ${quoted(check)}${didYouMean(check, ids)}`;
  } else if (!isRuleId(String(check)) && !isCheck(check)) yield noSuchCheck("check", check);
  else if (!appliesTo(check, rows)) yield `check: ${check} does not apply to ${shownKind(rows)}`;
  else yield* problemsOfSubject(check, day);
  const problem = day === undefined ? undefined : problemOfDay(calendarNamed(calendarNameOf(calendar)), day);
  if (problem !== undefined) yield `day ${problem}`;
  if (!isCalendarDay(until)) yield `until ${quoted(until)} is not a day YYYY-MM-DD`;
  else if (day !== undefined && problem === undefined && until < day) {
    yield `until ${until} is before its day, ${day}`;
  }
  if (typeof reason !== "string" || reason.trim() === "") yield "reason must say why it is acknowledged";
}

/** What is never found is never acknowledged: who declares it believes otherwise. */
function* problemsOfSubject(check: CheckId, day: string | undefined): Generator<string> {
  if (day === undefined && !speaksOf(check, "table")) {
    yield `day is missing: ${check} is about sessions`;
  }
  if (day !== undefined && !speaksOf(check, "session")) {
    yield `day must be left out: ${check} is about the table as a whole`;
  }
}

function isCheck(id: unknown): id is BuiltInCheckId {
  return typeof id === "string" && Object.hasOwn(CHECKS, id);
}

function noSuchCheck(where: string, id: unknown): string {
  return `${where}: there is no check ${quoted(id)}${didYouMean(id, Object.keys(CHECKS))}`;
}
