import { CHECKS } from "../checks.ts";
import type { FeatureRows, Rows } from "../quality.ts";
import { countIn } from "./cells.ts";
import { boundsOf, type Condition, conditionsOf, lookAhead, notFinite, outOfBounds } from "./conditions.ts";
import { counted, greatest, least, type Measure } from "./measures.ts";
import type { DayRows, RowCheck } from "./row-check.ts";
import { column } from "./row-table.ts";

/** Checks that count rows of which a condition is true. */
export function countingChecks(rows: Rows): readonly RowCheck[] {
  return conditionsOf(rows).map((condition) =>
    rows.kind === "features" && condition.check === "feature.health"
      ? healthCheck(rows, condition)
      : countingCheck(condition),
  );
}

function countingCheck({ check, columns, wrong, says }: Condition): RowCheck {
  const name = check.replace(".", "_");
  return {
    check,
    columns,
    measures: [counted(name, wrong)],
    find({ cells, rowCount }) {
      const count = countIn(cells, name);
      const value = CHECKS[check].unit === "ratio" ? count / rowCount : count;
      return { value, measured: count, expected: 0, message: `${count} of ${rowCount} rows ${says}` };
    },
  };
}

/**
 * The share of rows in which something is wrong. One row that looks ahead spoils a model, and a feature that has one
 * value all day tells it nothing: either counts as if every row were wrong.
 */
function healthCheck(rows: FeatureRows, { check, columns, wrong }: Condition): RowCheck {
  const bounds = boundsOf(rows).map(outOfBounds);
  return {
    check,
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

/** Told of a whole session only: the first bars of one may well have the same value. */
function isConstant({ cells, sitting: { session, until } }: DayRows, index: number): boolean {
  if (until < session.close) return false;
  const isSpread = cells[`least_${index}`] !== cells[`greatest_${index}`];
  return countIn(cells, `values_${index}`) > 1 && !isSpread;
}
