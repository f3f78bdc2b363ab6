import { amount, GRADES } from "../amounts.ts";
import type { CheckOutcome } from "../outcome.ts";
import type { CheckResult } from "../result.ts";

/** How an outcome is called, and the sign that tells it apart where colours do not. */
export const OUTCOME_WORDS: Readonly<Record<CheckOutcome, { readonly word: string; readonly sign: string }>> =
  {
    fail: { word: "fail", sign: "✕" },
    error: { word: "error", sign: "?" },
    no_data: { word: "no data", sign: "○" },
    warn: { word: "warn", sign: "!" },
    skipped: { word: "skipped", sign: "–" },
    pass: { word: "pass", sign: "✓" },
  };

/** The order in which a reader wants them. */
export const OUTCOME_ORDER = Object.keys(OUTCOME_WORDS) as readonly CheckOutcome[];

/** What a check allows: "fails above 0 bars", "warns above 40 %, fails above 70 %", "warns of any difference". */
export function limits({ warn, fail, unit }: Pick<CheckResult, "warn" | "fail" | "unit">): string {
  const fails = fail === null ? [] : [`fails ${above(fail, unit)}`];
  const warns = warn === null || warn === fail ? [] : [`warns ${above(warn, unit)}`];
  return [...warns, ...fails].join(", ") || "is reported, never judged";
}

function above(limit: number, unit: string): string {
  if (unit === "grade" && limit === 0) return "of any difference";
  return unit === "grade" && limit === 1 ? `of ${GRADES[2]}` : `above ${amount(limit, unit)}`;
}

/** "2026-11-20 21:05 UTC" of an ISO time. */
export function moment(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** "trades, bars_5m and ml_features_5m" */
export function enumeration(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** The same, of many only the first. */
export function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 4);
  return names.length > 5 ? `${shown.join(", ")} and ${names.length - 4} more` : enumeration(names);
}

/** A reason as words: "sla not reached". */
export function reasonWords(reason: string): string {
  return reason.replaceAll("_", " ").replace(/^sla/, "SLA");
}

export function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
