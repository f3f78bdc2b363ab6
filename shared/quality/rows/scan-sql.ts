import { sqlIdentifier, sqlList } from "../../athena/sql.ts";
import { isPresent } from "../../athena/two-valued.ts";
import { type DeclaredRows, keysOf, kindOf } from "../kinds/index.ts";
import type { MarketKind, RowsOf } from "../kinds/kind.ts";
import type { RowSession } from "../windows.ts";
import { isAligned } from "./conditions.ts";
import { listed, type Measure } from "./measures.ts";
import {
  column,
  isInReach,
  isOfSymbols,
  type MarketTable,
  type RowTable,
  rowsOfSessions,
  sessionsAsSql,
  slotOf,
} from "./row-table.ts";

/**
 * Rows → keys → days, with symbols between them where there are any. Every query of WITH is named once: Trino would scan
 * the table again for every other time. Telling keys apart is what a day of trades costs most memory for, so it is done
 * only if it is asked.
 */
export function scanSql(
  table: RowTable,
  sessions: readonly RowSession[],
  measures: readonly Measure[],
  areKeysToldApart: boolean,
): string {
  return isOfSymbols(table)
    ? bySymbolsSql(table, sessions, [...EVERY_SCAN, ...ofSymbols(table.rows), ...measures], areKeysToldApart)
    : byKeysSql(table, sessions, [...EVERY_SCAN, ...measures], areKeysToldApart);
}

const EVERY_SCAN: readonly Measure[] = [
  { name: "row_count", ofKey: "count(*)", ofSymbol: "sum(row_count)", ofDay: "sum(row_count)" },
];

/** Symbols whose coverage is reported, if the core ones are not more: a page of a report shows no more. */
const SYMBOLS = 500;

function ofSymbols(rows: RowsOf<MarketKind>): readonly Measure[] {
  const isCore = rows.core.length === 0 ? "FALSE" : `symbol IN ${sqlList(rows.core)}`;
  const options = {
    order: `CASE WHEN ${isCore} THEN 0 ELSE 1 END, symbol`,
    where: isPresent("symbol"),
    most: Math.max(SYMBOLS, rows.core.length),
  };
  return [filledSlots(rows), listed("symbols", "symbol", options), listed("filled", "slots", options)];
}

/** Slots of a symbol that have a row. Bars are counted by their slots; of trades the number is estimated. */
function filledSlots(rows: RowsOf<MarketKind>): Measure {
  const time = column(rows.time);
  const isReached = isInReach(rows.time);
  if (kindOf(rows).slots === "many rows") {
    const slot = `CASE WHEN ${isReached} THEN ${slotOf(rows.time)} END`;
    return { name: "slots", ofKey: `min(${slot})`, ofSymbol: "approx_distinct(slots)" };
  }
  const isSlot = `${isReached} AND ${isAligned(time)}`;
  return { name: "slots", ofKey: `max(CASE WHEN ${isSlot} THEN 1 ELSE 0 END)`, ofSymbol: "sum(slots)" };
}

/** The columns of one step of a scan. */
function step(measures: readonly Measure[], level: "ofKey" | "ofStep" | "ofSymbol" | "ofDay"): string[] {
  return measures.flatMap((one) =>
    one[level] === undefined ? [] : [`${one[level]} AS ${sqlIdentifier(one.name)}`],
  );
}

function bySymbolsSql(
  table: MarketTable,
  sessions: readonly RowSession[],
  measures: readonly Measure[],
  areKeysToldApart: boolean,
): string {
  const { rows } = table;
  const isGrouped = kindOf(rows).slots === "many rows" && !areKeysToldApart;
  const key = isGrouped ? slotOf(rows.time) : column(keysOf(rows)[1]!);
  const steps = step(measures, "ofStep");
  const stepped =
    steps.length === 0
      ? ""
      : `of_step AS (
  SELECT *,
         ${steps.join(",\n         ")}
  FROM of_key
),
`;
  return `WITH ${sessionsAsSql(table, sessions)},
of_key AS (
  SELECT s.day AS day, ${column(rows.symbol)} AS symbol, ${key} AS row_key,
         ${step(measures, "ofKey").join(",\n         ")}
  ${rowsOfSessions(table, sessions)}
  GROUP BY 1, 2, 3
),
${stepped}of_symbol AS (
  SELECT day, symbol,
         ${step(measures, "ofSymbol").join(",\n         ")}
  FROM ${steps.length === 0 ? "of_key" : "of_step"}
  GROUP BY day, symbol
)
SELECT day,
       ${step(measures, "ofDay").join(",\n       ")}
FROM of_symbol
GROUP BY day
ORDER BY day`;
}

/** What the columns of a key are called in the scan of rows that are of no symbol. */
export function keyAliases(rows: DeclaredRows): readonly string[] {
  return keysOf(rows).map((_, index) => `key_${index}`);
}

function byKeysSql(
  table: RowTable,
  sessions: readonly RowSession[],
  measures: readonly Measure[],
  areKeysToldApart: boolean,
): string {
  const aliases = areKeysToldApart ? keyAliases(table.rows) : [];
  const keys = aliases.map((alias, index) => `${column(keysOf(table.rows)[index]!)} AS ${alias}`);
  const groups = ["day", ...aliases].map((_, index) => index + 1);
  return `WITH ${sessionsAsSql(table, sessions)},
of_key AS (
  SELECT ${["s.day AS day", ...keys].join(", ")},
         ${step(measures, "ofKey").join(",\n         ")}
  ${rowsOfSessions(table, sessions)}
  GROUP BY ${groups.join(", ")}
)
SELECT day,
       ${step(measures, "ofDay").join(",\n       ")}
FROM of_key
GROUP BY day
ORDER BY day`;
}
