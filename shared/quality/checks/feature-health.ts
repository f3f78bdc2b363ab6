import { sqlLiteral } from "../../athena/sql.ts";
import { BAR_MINUTES } from "../../calendar/calendar.ts";
import type { FeatureRows } from "../kinds/features.ts";
import { countIn } from "../rows/cells.ts";
import type { Condition } from "../rows/conditions.ts";
import { counted, greatest, least, type Measure } from "../rows/measures.ts";
import { column } from "../rows/row-table.ts";
import type { DayRows, ScanPart } from "../rows/scan-part.ts";
import { defineCheck } from "./check.ts";

/**
 * The share of rows in which something is wrong. One row that looks ahead spoils a model, and a feature that has one
 * value all day tells it nothing: either counts as if every row were wrong.
 */
export const featureHealth = defineCheck({
  id: "feature.health",
  dimension: "quality",
  unit: "ratio",
  thresholds: { warn: 0, fail: 0.001 },
  passesWhen: "features are finite, vary, keep their bounds and do not look ahead",
  problem: "features are unsound",
  rows: ["features"],
  rowFault: unsound,
  scan: health,
});

function unsound(rows: FeatureRows): Condition {
  const bounds = boundsOf(rows);
  const wrong = [lookAhead(rows), ...rows.values.map(notFinite), ...bounds.map(outOfBounds)];
  return {
    columns: [rows.time, rows.asOf, ...rows.values, ...bounds.map(([name]) => name)],
    wrong: wrong.map((one) => `(${one})`).join(" OR "),
    says: "look ahead, are not finite or exceed their bounds",
  };
}

function health(rows: FeatureRows): ScanPart {
  const { columns, wrong } = unsound(rows);
  const bounds = boundsOf(rows).map(outOfBounds);
  return {
    columns,
    measures: [
      counted("sick", wrong),
      counted("not_finite", rows.values.map(notFinite).join(" OR ")),
      counted("out_of_bounds", bounds.length === 0 ? "FALSE" : bounds.join(" OR ")),
      counted("look_ahead", lookAhead(rows)),
      ...rows.values.flatMap(spread),
    ],
    find(day) {
      const { cells, rowCount } = day;
      const [sick, ahead] = [countIn(cells, "sick"), countIn(cells, "look_ahead")];
      const constant = rows.values.filter((_, index) => isConstant(day, index));
      const parts = [
        `${ahead} of ${rowCount} rows look ahead`,
        `${countIn(cells, "not_finite")} are not finite`,
        `${countIn(cells, "out_of_bounds")} exceed their bounds`,
        ...(constant.length === 0 ? [] : [`${constant.join(" and ")} had one value all day`]),
      ];
      return {
        value: ahead > 0 || constant.length > 0 ? 1 : sick / rowCount,
        measured: sick,
        expected: 0,
        among: { rows: rowCount },
        message: parts.join(", "),
        samples: constant.map((name) => ({
          column: name,
          value: Number(cells[`least_${rows.values.indexOf(name)}`]),
        })),
      };
    },
  };
}

/** NaN and the infinities are left out, since engines sort them differently. */
function spread(name: string, index: number): Measure[] {
  const value = `CASE WHEN is_finite(${column(name)}) THEN ${column(name)} END`;
  return [
    least(`least_${index}`, value),
    greatest(`greatest_${index}`, value),
    counted(`values_${index}`, `is_finite(${column(name)})`),
  ];
}

/** Said of a whole session only: the first bars of one may well have the same value. */
function isConstant({ cells, rowSession: { session, until } }: DayRows, index: number): boolean {
  if (until < session.close) return false;
  const isSpread = cells[`least_${index}`] !== cells[`greatest_${index}`];
  return countIn(cells, `values_${index}`) > 1 && !isSpread;
}

type Bound = readonly [name: string, bounds: readonly [least: number, greatest: number]];

function boundsOf({ bounds = {} }: FeatureRows): readonly Bound[] {
  return Object.entries(bounds);
}

/** Made of what was known only after the bar: a model would know what it has to predict. */
function lookAhead({ asOf, time }: FeatureRows): string {
  return `${column(asOf)} > ${column(time)} + INTERVAL '${BAR_MINUTES}' MINUTE`;
}

function notFinite(name: string): string {
  return `NOT is_finite(${column(name)})`;
}

function outOfBounds([name, [least, greatest]]: Bound): string {
  return `NOT (${column(name)} >= ${sqlLiteral(least)} AND ${column(name)} <= ${sqlLiteral(greatest)})`;
}
