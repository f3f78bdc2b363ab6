import { BAR_MINUTES } from "../../calendar/calendar.ts";
import { sqlLiteral } from "../../query/sql.ts";
import type { CheckQuery } from "../asking.ts";
import type { Finding } from "../finding.ts";
import type { RowSession } from "../windows.ts";
import { cellsOf, sampleOf } from "./cells.ts";
import { bySessions, findingsOf, type SessionQuery } from "./query.ts";
import { column, type RowTable, rowsOfSessions, sessionsAsSql } from "./row-table.ts";

const MOST_ROWS = 50;

/** Which slots the core symbols lack: by symbol the first, the last and how many, the most first. */
export function gapList(
  table: RowTable,
  sittings: readonly RowSession[],
  findings: readonly Finding[],
): CheckQuery {
  return bySessions(sittings, (some) => gapsIn(table, some, findings));
}

function gapsIn(
  table: RowTable,
  sittings: readonly RowSession[],
  findings: readonly Finding[],
): SessionQuery {
  const { dataset, database, rows } = table;
  const bar = `INTERVAL '${BAR_MINUTES}' MINUTE`;
  const sql = `WITH ${sessionsAsSql(table, sittings)},
slot AS (
  SELECT s.day AS day, t.bar_start AS bar_start
  FROM trading_session s
  CROSS JOIN UNNEST(sequence(s.opens_at, s.ends_at - ${bar}, ${bar})) AS t (bar_start)
),
core (symbol) AS (
  VALUES ${rows.core.map((symbol) => `(${sqlLiteral(symbol)})`).join(", ")}
),
have AS (
  SELECT s.day AS day, ${column(rows.symbol)} AS symbol, ${column(rows.time)} AS bar_start
  ${rowsOfSessions(table, sittings)}
  GROUP BY 1, 2, 3
)
SELECT l.day AS day, c.symbol AS symbol,
       min(l.bar_start) AS first_missing, max(l.bar_start) AS last_missing, count(*) AS missing
FROM slot l
CROSS JOIN core c
LEFT JOIN have h ON h.day = l.day AND h.symbol = c.symbol AND h.bar_start = l.bar_start
WHERE h.symbol IS NULL
GROUP BY l.day, c.symbol
ORDER BY missing DESC, day, symbol
LIMIT ${MOST_ROWS}`;
  return {
    label: `${dataset.name}: slots without a bar`,
    database,
    sql,
    checks: ["complete.gaps"],
    read(result) {
      const gaps = cellsOf(result);
      const found = findingsOf(sittings, findings).flatMap((finding) => gapsOf(finding, gaps));
      return { findings: found, coverage: [] };
    },
  };
}

/** What complete.bars counted, and where. */
function gapsOf(finding: Finding, gaps: ReturnType<typeof cellsOf>): Finding[] {
  if (!("value" in finding)) return [];
  const samples = gaps
    .filter(({ day }) => day === finding.day)
    .map(({ day: _, ...cells }) => sampleOf(cells));
  const [first] = samples;
  const most =
    first === undefined
      ? ""
      : `; ${first.symbol} lacks ${first.missing}, from ${first.first_missing} to ${first.last_missing} UTC`;
  return [
    {
      check: "complete.gaps",
      day: finding.day,
      value: finding.value,
      message: `${finding.value} slots of core symbols have no bar${most}`,
      samples,
    },
  ];
}
