import { CHECKS } from "../checks/index.ts";
import type { CheckOutcome } from "../outcome.ts";
import type { CheckResult, RunDocument } from "../result.ts";
import type { Trouble } from "./troubles.ts";
import { capitalised, count, enumeration } from "./wording.ts";

/** The run in one sentence: what is wrong, where, and since when. */
export function headlineOf(document: RunDocument, troubles: readonly Trouble[]): string {
  const [first, ...others] = troubles;
  if (first !== undefined) return `${sentences(first, others).join("; ")}.`;
  return document.summary.warn > 0 ? warned(document) : passed(document);
}

function sentences(first: Trouble, others: readonly Trouble[]): string[] {
  const lead = `${leadOf(first)}, ${periodOf(first)}`;
  return [lead, ...(["fail", "error", "no_data"] as const).flatMap((outcome) => rest(outcome, others))];
}

function leadOf({ outcome, checkId, results, dataset }: Trouble): string {
  const checks = count(results.length, "checks");
  if (outcome === "error") return `${checks} of ${dataset} could not be made`;
  if (outcome === "no_data") return `${checks} of ${dataset} found no data`;
  return capitalised(`${CHECKS[checkId].problem} in ${dataset}`);
}

function rest(outcome: CheckOutcome, others: readonly Trouble[]): string[] {
  const troubles = others.filter((trouble) => trouble.outcome === outcome);
  if (troubles.length === 0) return [];
  const where = enumeration([...new Set(troubles.map(({ dataset }) => dataset))]);
  const results = troubles.reduce((sum, trouble) => sum + trouble.results.length, 0);
  if (outcome === "error") return [`${count(results, "checks")} could not be made in ${where}`];
  if (outcome === "no_data") return [`${count(results, "checks")} found no data in ${where}`];
  return [`${troubles.length} more ${troubles.length === 1 ? "check fails" : "checks fail"} in ${where}`];
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
function datasetsOf(results: readonly CheckResult[]): string {
  const ofTables = results.filter(({ table }) => table !== "");
  return enumeration([...new Set((ofTables.length > 0 ? ofTables : results).map(({ dataset }) => dataset))]);
}
