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

/** "3 bars", "1 bar", "1 cause of trouble". The noun is given in the plural. */
export function count(value: number, nouns: string): string {
  return `${number(value)} ${value === 1 ? nouns.replace(/s( |$)/, "$1") : nouns}`;
}

// Made once: a format costs more than all that it formats here.
const WHOLE = new Intl.NumberFormat("en-US");
const ROUNDED = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });

export function number(value: number): string {
  return (Number.isInteger(value) ? WHOLE : ROUNDED).format(value);
}

/** A check's value in its unit: "2 bars", "0.42 %", "12 min", "grade 1". */
export function amount(value: number, unit: string): string {
  if (unit === "ratio") return `${number(Number((value * 100).toPrecision(3)))} %`;
  if (unit === "grade") return GRADES[value] ?? `grade ${number(value)}`;
  return unit === "minutes" ? `${number(value)} min` : count(value, unit);
}

/** What a check of columns says by its numbers 0, 1 and 2. */
const GRADES = ["no difference", "readable differences", "differences that break queries"];

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

/** Decimal units, as Athena's price is stated: "48.2 MB". */
export function bytes(value: number): string {
  const units = ["bytes", "KB", "MB", "GB", "TB"];
  const power = value < 1000 ? 0 : Math.min(4, Math.floor(Math.log10(value) / 3));
  return power === 0 ? count(value, "bytes") : `${number(value / 1000 ** power)} ${units[power]}`;
}

/** Two digits of what is less than a cent: "$1.20", "$0.00024". */
export function dollars(value: number): string {
  if (value === 0) return "$0";
  return value >= 0.01
    ? `$${value.toFixed(2)}`
    : `$${Number(value.toPrecision(2)).toFixed(8).replace(/0+$/, "")}`;
}

export function duration(seconds: number): string {
  if (seconds < 120) return `${number(Number(seconds.toPrecision(3)))} s`;
  return seconds < 7200 ? `${number(seconds / 60)} min` : `${number(seconds / 3600)} h`;
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
