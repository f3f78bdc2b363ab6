import type { RowLimit, RowLimits } from "../../shared/quality/row-limits.ts";
import { quoted } from "../../shared/runtime/text.ts";

/** What a check counts: rows, or the like; the share of them; or something else, of which there are no shares. */
export type ThresholdKind = "rows" | "ratio of rows" | "something else";

/** What is wrong with the thresholds of a check, the default ones in the place of those that are left out. */
export function* problemsOfThresholds(
  shown: string,
  declared: { readonly warn?: unknown; readonly fail?: unknown },
  defaults: RowLimits,
  counts: ThresholdKind,
): Generator<string> {
  const { warn = defaults.warn, fail = defaults.fail } = declared;
  const wrong = Object.entries({ warn, fail }).flatMap(([field, value]) => {
    const problem = problemOfLimit(value, counts);
    return problem === undefined ? [] : [`${shown}: ${field} ${shownLimit(value)} ${problem}`];
  });
  yield* wrong;
  if (wrong.length > 0 || !isLess(fail as RowLimit, warn as RowLimit, counts)) return;
  const never = `${shown} could never warn: it warns above ${shownLimit(warn)}`;
  yield declared.fail === undefined
    ? `${never}, and without a fail of its own it fails above ${shownLimit(fail)}; fail: null is never`
    : `${never} and fails above ${shownLimit(fail)}`;
}

/** Does the one allow less than the other? Rows and shares of them cannot be compared, but for none of them. */
function isLess(one: RowLimit, other: RowLimit, counts: ThresholdKind): boolean {
  const [less, more] = [one, other].map((limit) => amountOf(limit, counts));
  if (less === undefined || more === undefined) return false;
  return less.of === more.of || less.amount === 0 ? less.amount < more.amount : false;
}

function amountOf(
  limit: RowLimit,
  counts: ThresholdKind,
): { readonly of: string; readonly amount: number } | undefined {
  if (limit === null) return undefined;
  if (typeof limit === "number") return { of: counts === "ratio of rows" ? "share" : "rows", amount: limit };
  return "rows" in limit ? { of: "rows", amount: limit.rows } : { of: "share", amount: limit.share };
}

/** As it is declared. */
function shownLimit(value: unknown): string {
  if (isRows(value)) return `{ rows: ${only(value, "rows")} }`;
  if (isShareOfRows(value)) return `{ share: ${only(value, "share")} }`;
  return typeof value === "number" ? String(value) : quoted(value);
}

const WANTED = "must be a number of 0 or more, or null for never";

function problemOfLimit(value: unknown, counts: ThresholdKind): string | undefined {
  if (value === null) return undefined;
  if (typeof value === "number") {
    if (!Number.isFinite(value) || value < 0) return counts === "something else" ? WANTED : WANTED_OF_ROWS;
    if (counts !== "rows" || Number.isInteger(value)) return undefined;
    return value < 1
      ? `is no number of rows; { share: ${value} } is a share of them`
      : "is no number of rows, which are whole";
  }
  if (counts === "something else") {
    return isRows(value) || isShareOfRows(value) ? `${WANTED}; this check judges no single rows` : WANTED;
  }
  return isRows(value) || isShareOfRows(value) ? undefined : WANTED_OF_ROWS;
}

const WANTED_OF_ROWS =
  "must be a number of 0 or more, { rows: 5 }, { share: 0.01 } of the rows, from 0 to 1, or null for never";

/** An object with this one field. */
function only(value: unknown, field: string): unknown {
  if (typeof value !== "object" || value === null || Object.keys(value).length !== 1) return undefined;
  return (value as Readonly<Record<string, unknown>>)[field];
}

const isRows = (value: unknown) =>
  Number.isSafeInteger(only(value, "rows")) && Number(only(value, "rows")) >= 0;

function isShareOfRows(value: unknown): boolean {
  const share = only(value, "share");
  return typeof share === "number" && share >= 0 && share <= 1;
}
