/** A run of validation in words, for a terminal of 80 columns. */

import type { Period } from "../../shared/calendar/trading-days.ts";
import { bytes, dollars } from "../../shared/quality/amounts.ts";
import type { Sample } from "../../shared/quality/finding.ts";
import type { CheckOutcome } from "../../shared/quality/outcome.ts";
import { BY_SEVERITY } from "../../shared/quality/outcome.ts";
import { periodsOf } from "../../shared/quality/report/periods.ts";
import type { CheckResult, RunDocument } from "../../shared/quality/result.ts";
import { outcomeOfRun } from "../../shared/quality/summary.ts";
import { count, printable } from "../../shared/runtime/text.ts";
import { renderTable, type Terminal, wrapped } from "../terminal.ts";

const COLOURS = {
  error: "red",
  fail: "red",
  no_data: "red",
  warn: "yellow",
  skipped: "dim",
  pass: "green",
} as const;

/** What needs attention, worst first. */
const TROUBLES: readonly CheckOutcome[] = BY_SEVERITY.filter((outcome) => !isQuiet(outcome)).toReversed();
const ROWS_SHOWN = 30;
const SAMPLES_SHOWN = 5;
const GAPS_SHOWN = 10;

function isQuiet(outcome: CheckOutcome): boolean {
  return outcome === "pass" || outcome === "skipped";
}

/**
 * What is not a pass, why the rest was skipped, how the run ended in one line, the cost, and the worst in detail; how to run
 * that again, unless its stage is gone.
 */
export function tellRun(document: RunDocument, terminal: Terminal, stage: "there" | "gone" = "there"): void {
  const { notes, results, summary } = document;
  const troubles = TROUBLES.flatMap((outcome) => results.filter((result) => result.outcome === outcome));
  if (troubles.length > 0) tellTroubles(troubles, periodsOf(document, [])(), terminal);
  for (const note of notes) tellLine(printable(note), terminal);
  // Why a market is closed is among the notes.
  const skipped = results.filter(
    ({ outcome, reason }) => outcome === "skipped" && reason !== "market_closed",
  );
  for (const line of skippedLines(skipped)) tellLine(line, terminal);
  if (notes.length > 0 || summary.skipped > 0) terminal.out("");
  const outcome = outcomeOfRun(summary);
  tellLine(`${terminal.style(COLOURS[outcome], outcome)}  ${countsOf(document)}`, terminal);
  tellLine(costOf(summary), terminal);
  tellGaps(results, terminal);
  const [worst] = troubles;
  if (worst === undefined) return;
  tellWorst(worst, terminal);
  if (stage === "there") terminal.out(`run again: ${worst.reproduce}`);
}

function tellTroubles(troubles: readonly CheckResult[], period: Period, terminal: Terminal): void {
  const groups = groupsOf(troubles);
  const rows = groups.slice(0, ROWS_SHOWN).map((group) => {
    const { outcome, dataset, message, acknowledged } = group[0]!;
    const known = acknowledged === null ? "" : `; acknowledged: ${acknowledged}`;
    return [
      terminal.style(COLOURS[outcome], outcome),
      dataset,
      checksOf(group),
      sessionsOf(group),
      printable(`${message}${known}`),
    ];
  });
  terminal.out(renderTable(["", "dataset", "check", period, "what"], rows, terminal.columns));
  const others = groups.length - rows.length;
  if (others > 0) terminal.out(`… and ${others} more (--json has all)`);
  terminal.out("");
}

/**
 * Results that are one trouble are one line. Those that say the same of a session: a missing partition is the answer to
 * a dozen checks. And those of one check in several sessions, of which the first speaks.
 */
function groupsOf(results: readonly CheckResult[]): CheckResult[][] {
  const bySession = grouped(results, ({ outcome, dataset, day, message, acknowledged }) =>
    JSON.stringify([outcome, dataset, day, message, acknowledged]),
  );
  const byCheck = grouped(bySession, ([first, ...others]) => {
    const { outcome, dataset, checkId, symbol, acknowledged } = first!;
    const checks = [checkId, ...others.map((other) => other.checkId)].sort();
    return JSON.stringify([outcome, dataset, checks, symbol, acknowledged]);
  });
  return byCheck.map((group) => group.flat());
}

function sessionsOf(group: readonly CheckResult[]): string {
  const days = [...new Set(group.map(({ day }) => day ?? ""))].sort();
  return days.length === 1 ? days[0]! : `${days[0]} and ${days.length - 1} more`;
}

function grouped<Item>(items: readonly Item[], by: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const others = groups.get(by(item));
    if (others === undefined) groups.set(by(item), [item]);
    else others.push(item);
  }
  return [...groups.values()];
}

function checksOf(group: readonly CheckResult[]): string {
  const [{ checkId, symbol }] = group as [CheckResult];
  const checks = new Set(group.map((result) => result.checkId));
  if (checks.size > 1) return `${checks.size} checks`;
  return symbol === null ? checkId : `${checkId} ${printable(symbol)}`;
}

/** "12 skipped, not due before 2026-11-20T22:30:00Z: …": one line for each reason. */
function* skippedLines(skipped: readonly CheckResult[]): Generator<string> {
  for (const group of grouped(skipped, ({ reason }) => reason ?? "")) {
    const checks = [...new Set(group.map(({ checkId }) => checkId))];
    const named = checks.length > 3 ? `${checks.length} checks` : checks.join(", ");
    const times = group.length > checks.length ? `, ${group.length} times` : "";
    yield `skipped ${named}${times}: ${printable(group[0]!.message)}${group.length > 1 ? ", …" : ""}`;
  }
}

function countsOf({ results, sessions, summary }: RunDocument): string {
  const counts = BY_SEVERITY.filter((outcome) => summary[outcome] > 0).map(
    (outcome) => `${summary[outcome]} ${outcome}`,
  );
  const days = [...new Set(sessions.map(({ day }) => day))];
  const looked = days.length > 1 ? `${days[0]} to ${days.at(-1)}` : (days[0] ?? "no session");
  const counted = results.length === 0 ? "nothing to check" : counts.join(", ");
  return `${counted}; ${looked}`;
}

function costOf({ queries, scannedBytes, costUsd }: RunDocument["summary"]): string {
  const many = queries === 1 ? "1 query" : `${queries} queries`;
  return `${many}, ${bytes(scannedBytes)} scanned, ${dollars(costUsd)} at list price`;
}

/** The slots that complete.gaps has looked up, which is no trouble itself and so in no other line. */
function tellGaps(results: readonly CheckResult[], terminal: Terminal): void {
  const gaps = results
    .filter(({ checkId }) => checkId === "complete.gaps")
    .flatMap(({ dataset, day, samples }) => samples.map((sample) => ({ dataset, day: day ?? "", sample })));
  if (gaps.length === 0) return;
  terminal.out("");
  terminal.out(terminal.style("bold", "slots without a bar, in UTC:"));
  for (const { dataset, day, sample } of gaps.slice(0, GAPS_SHOWN)) {
    const line = `${dataset} ${day} ${sample.symbol} ${slotsIn(sample)}`;
    for (const one of wrapped(printable(line), terminal.columns, "  ")) terminal.out(one);
  }
  const others = gaps.length - GAPS_SHOWN;
  if (others > 0) terminal.out(`  … and ${others} more (--json has all)`);
}

/** "15:30", or "14:30 to 20:55 (78 slots)". */
function slotsIn({ first_missing: first, last_missing: last, missing }: Sample): string {
  const [from, to] = [first, last].map((time) => String(time).slice(11, 16));
  return from === to ? from! : `${from} to ${to} (${count(Number(missing), "slot")})`;
}

/** Rows that are wrong. */
function tellWorst({ checkId, dataset, day, samples }: CheckResult, terminal: Terminal): void {
  terminal.out("");
  if (samples.length > 0) {
    const where = `${dataset}${day === null ? "" : ` on ${day}`}`;
    const title = `${checkId} of ${where}, ${count(samples.length, "sample")}:`;
    for (const line of wrapped(title, terminal.columns)) terminal.out(terminal.style("bold", line));
  }
  for (const sample of samples.slice(0, SAMPLES_SHOWN)) {
    const cells = Object.entries(sample).map(([name, value]) => `${name} ${value ?? "NULL"}`);
    for (const line of wrapped(printable(cells.join(", ")), terminal.columns, "  ")) terminal.out(line);
  }
}

function tellLine(text: string, terminal: Terminal): void {
  for (const line of wrapped(text, terminal.columns)) terminal.out(line);
}
