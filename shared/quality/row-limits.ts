import type { Thresholds } from "./outcome.ts";

/**
 * What a check that counts rows allows: a number in the check's unit; so many rows; or such a share, 0 to 1, of the rows
 * that it judges. null: any number.
 */
export type RowLimit = number | null | { readonly rows: number } | { readonly share: number };

/** The greatest that do not warn and do not fail, as a dataset declares them. */
export interface RowLimits {
  readonly warn: RowLimit;
  readonly fail: RowLimit;
}

/** In the unit of the check, "ratio" or rows. Of shares nothing is known until the rows are counted: null. */
export function limitsInUnit({ warn, fail }: RowLimits, unit: string, rows: number | undefined): Thresholds {
  return { warn: limitInUnit(warn, unit, rows), fail: limitInUnit(fail, unit, rows) };
}

function limitInUnit(limit: RowLimit, unit: string, rows: number | undefined): number | null {
  if (typeof limit === "number" || limit === null) return limit;
  const isRatio = unit === "ratio";
  if ("rows" in limit) {
    if (!isRatio) return limit.rows;
    return rows === undefined ? null : limit.rows / Math.max(rows, 1);
  }
  if (isRatio) return limit.share;
  return rows === undefined ? null : mostOf(rows, limit.share);
}

/** The most rows whose share is not greater: 0.29 × 100 is less than 29. */
function mostOf(rows: number, share: number): number {
  const near = Math.round(share * rows);
  return near / Math.max(rows, 1) <= share ? near : near - 1;
}

export const isShare = (limit: RowLimit): limit is { readonly share: number } =>
  typeof limit === "object" && limit !== null && "share" in limit;
