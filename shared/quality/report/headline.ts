import type { Period } from "../../calendar/trading-days.ts";
import { count } from "../amounts.ts";
import type { RunDocument } from "../result.ts";
import { datasetsIn, titleOf } from "./cause-words.ts";
import { newestFirst, type ReportedSession } from "./session.ts";
import type { Trouble } from "./troubles.ts";
import { capitalised, enumeration } from "./wording.ts";

/** The run in one sentence: what is wrong, where, and since when. `troubles` are those of which something is not just a warning. */
export function headlineOf(document: RunDocument, troubles: readonly Trouble[]): string {
  const [first, ...others] = troubles;
  if (first !== undefined) return `${titleOf(first)}${whenOf(first)}${rest(others)}.`;
  return document.summary.warn > 0 ? warned(document) : passed(document);
}

/** Nothing where the title names the sessions. */
function whenOf(trouble: Trouble): string {
  return /^(missing|empty)_session$/.test(trouble.kind) ? "" : `, ${periodOf(trouble)}`;
}

function rest(others: readonly Trouble[]): string {
  if (others.length === 0) return "";
  const where = enumeration([...new Set(others.flatMap(datasetsIn))]);
  return `; ${others.length} more ${others.length === 1 ? "cause" : "causes"} in ${where}`;
}

/** Are the data ready? The newest session of every dataset; undefined if no state is known. */
export function readinessOf(sessions: readonly ReportedSession[]): string | undefined {
  const datasets = [...new Set(sessions.map(({ dataset }) => dataset))];
  const newest = datasets.map(
    (dataset) => newestFirst(sessions.filter((one) => one.dataset === dataset))[0]!,
  );
  if (newest.length === 0) return undefined;
  const ready = newest.filter(({ state }) => state === "available");
  const days = [...new Set(newest.map(({ day }) => day))];
  if (days.length > 1) return capitalised(`${newest.map(ofOne).join("; ")}.`);
  if (ready.length === newest.length) return `${days[0]} is ready in ${enumeration(datasets)}.`;
  const states = [...new Set(newest.map(({ state }) => state))].filter((state) => state !== "available");
  const phrases = states.map((state) =>
    isIn(
      newest.filter((one) => one.state === state),
      state,
    ),
  );
  const others = ready.length === 0 ? [] : [isIn(ready, "ready")];
  return `${days[0]} is not ready: ${[...phrases, ...others].join("; ")}.`;
}

function ofOne({ dataset, day, state }: ReportedSession): string {
  return state === "available" ? `${dataset} is ready up to ${day}` : `${dataset} of ${day} is ${state}`;
}

function isIn(sessions: readonly ReportedSession[], what: string): string {
  return `${enumeration(sessions.map(({ dataset }) => dataset))} ${sessions.length === 1 ? "is" : "are"} ${what}`;
}

/** "6 of 12 sessions are ready; 7 causes of what is not as it should be, and 1 warning." */
export function overviewOf(
  sessions: readonly ReportedSession[],
  troubles: readonly Trouble[],
  period: Period,
): string {
  const ready = sessions.filter(({ state }) => state === "available").length;
  const warnings = troubles.filter(({ outcome }) => outcome === "warn").length;
  const causes = troubles.length - warnings;
  const found = [
    ...(causes === 0 ? [] : [count(causes, "causes of trouble")]),
    ...(warnings === 0 ? [] : [count(warnings, "warnings")]),
  ];
  const wrong = found.length === 0 ? "nothing is wrong" : found.join(" and ");
  return `${ready} of ${count(sessions.length, `${period}s`)} ${ready === 1 ? "is" : "are"} ready; ${wrong}.`;
}

/** "on 2026-11-20", "since 2026-11-18", or from when until when if it is over. */
export function periodOf({ since, until, lasts }: Pick<Trouble, "since" | "until" | "lasts">): string {
  if (since === until) return `on ${until}`;
  return lasts ? `since ${since}` : `from ${since} to ${until}`;
}

function warned({ results, summary }: RunDocument): string {
  const where = datasetsOf(results.filter(({ outcome }) => outcome === "warn"));
  return `Nothing fails; ${count(summary.warn, "checks")} of ${where} ${summary.warn === 1 ? "warns" : "warn"}.`;
}

function passed({ results, summary, sessions }: RunDocument): string {
  if (results.length === 0) return "Nothing was checked.";
  const skipped = summary.skipped === 0 ? "" : `; ${summary.skipped} were not due or did not apply`;
  if (summary.pass === 0)
    return `Nothing is wrong, and nothing could be judged yet: ${count(summary.skipped, "checks")} ${summary.skipped === 1 ? "waits" : "wait"}.`;
  const newest = sessions
    .map(({ day }) => day)
    .sort()
    .at(-1);
  const upTo = newest === undefined ? "" : `, up to ${newest}`;
  const all = summary.pass === 1 ? "The one check passes" : `All ${count(summary.pass, "checks")} pass`;
  return `${all} for ${datasetsOf(results)}${upTo}${skipped}.`;
}

/** Results of the run itself belong to no table. */
function datasetsOf(results: RunDocument["results"]): string {
  const ofTables = results.filter(({ table }) => table !== "");
  return enumeration([...new Set((ofTables.length > 0 ? ofTables : results).map(({ dataset }) => dataset))]);
}
