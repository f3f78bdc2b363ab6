import { differs } from "../../athena/two-valued.ts";
import type { BarRows } from "../kinds/bars.ts";
import type { FeatureRows } from "../kinds/features.ts";
import { countIn, listIn, shownText } from "../rows/cells.ts";
import type { TableComparison } from "../rows/comparisons.ts";
import { listed } from "../rows/measures.ts";
import {
  column,
  isInReach,
  type MarketTable,
  type RowTable,
  rowsOfSessions,
  sessionsAsSql,
} from "../rows/row-table.ts";
import { defineCheck } from "./check.ts";

export const reconcileFeaturesBars = defineCheck({
  id: "reconcile.features_bars",
  dimension: "completeness",
  unit: "keys",
  thresholds: { warn: 0, fail: 0 },
  passesWhen: "features and bars have the same keys",
  problem: "features and bars disagree",
  rows: ["features"],
  comparison: featuresAgainstBars,
});

const SAMPLES = 5;

/**
 * Keys of features without a bar, and of bars without features. While features warm up their values may be NULL, but
 * there is a row for every bar.
 */
function featuresAgainstBars(features: RowTable<FeatureRows>, bars: RowTable<BarRows>): TableComparison {
  const list = (name: string, value: string) =>
    listed(name, value, {
      order: "bar_start, symbol",
      where: differs("in_features", "in_bars"),
      most: SAMPLES,
    }).ofDay;
  return {
    checks: ["reconcile.features_bars"],
    sql: (sessions) => {
      const keysOf = (
        table: MarketTable,
      ) => `SELECT s.day AS day, ${column(table.rows.symbol)} AS symbol, ${column(table.rows.time)} AS bar_start
  ${rowsOfSessions(table, sessions)}
    AND ${isInReach(table.rows.time)}
    AND ${column(table.rows.symbol)} IS NOT NULL
  GROUP BY 1, 2, 3`;
      return `WITH ${sessionsAsSql(features, sessions)},
of_features AS (
  ${keysOf(features)}
),
of_bars AS (
  ${keysOf(bars)}
),
compared AS (
  SELECT coalesce(f.day, b.day) AS day, coalesce(f.symbol, b.symbol) AS symbol,
         coalesce(f.bar_start, b.bar_start) AS bar_start,
         f.symbol IS NOT NULL AS in_features, b.symbol IS NOT NULL AS in_bars
  FROM of_features f
  FULL OUTER JOIN of_bars b ON b.day = f.day AND b.symbol = f.symbol AND b.bar_start = f.bar_start
)
SELECT day, count(*) AS row_keys,
       count_if(NOT in_features) AS without_features, count_if(NOT in_bars) AS without_bar,
       ${list("symbols", "symbol")} AS symbols,
       ${list("bar_starts", "CAST(bar_start AS varchar)")} AS bar_starts,
       ${list("lacks", "CASE WHEN in_bars THEN 'features' ELSE 'bar' END")} AS lacks
FROM compared
GROUP BY day
ORDER BY day`;
    },
    find(cells) {
      const [withoutFeatures, withoutBar] = [
        countIn(cells, "without_features"),
        countIn(cells, "without_bar"),
      ];
      const [starts, lacks] = [listIn(cells, "bar_starts"), listIn(cells, "lacks")];
      return [
        {
          check: "reconcile.features_bars",
          value: withoutFeatures + withoutBar,
          expected: 0,
          message: `of ${countIn(cells, "row_keys")} keys ${withoutFeatures} are of bars without features, ${withoutBar} of features without a bar`,
          samples: listIn(cells, "symbols").map((symbol, index) => ({
            symbol: shownText(String(symbol)),
            bar_start: String(starts[index]),
            lacks: String(lacks[index]),
          })),
        },
      ];
    },
  };
}
