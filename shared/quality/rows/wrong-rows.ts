import { sqlIdentifier } from "../../athena/sql.ts";
import type { CheckQuery } from "../ask.ts";
import type { FailedFindings } from "../checks/check.ts";
import type { CheckFinding } from "../finding.ts";
import { keysOf } from "../kinds/index.ts";
import type { RowSession } from "../windows.ts";
import { cellsOf, sampleOf } from "./cells.ts";
import type { Condition } from "./conditions.ts";
import { bySessions, findingsOf, type SessionQuery } from "./query.ts";
import { column, type RowTable, rowsOfSessions, sessionsAsSql } from "./row-table.ts";

/** Rows to look at, for all sessions of a check together. */
const ROWS = 5;
/** What no column of a dataset is called, because its partition key has the session's name. */
const DAY = "sample_day";

/** Some rows that are wrong by themselves: their keys, and what the check read of them. */
export function wrongRows(failed: FailedFindings, check: string, { columns, wrong }: Condition): CheckQuery {
  return sampling(failed, check, (some) => wrongRowsSql(failed.table, some, columns, wrong));
}

function wrongRowsSql(
  table: RowTable,
  rowSessions: readonly RowSession[],
  columns: readonly string[],
  wrong: string,
): string {
  const { rows } = table;
  const keys = keysOf(rows);
  const shown = [...new Set([...keys, ...(rows.time === undefined ? [] : [rows.time]), ...columns])];
  const cells = shown.map((name) => `${column(name)} AS ${sqlIdentifier(name)}`);
  return `WITH ${sessionsAsSql(table, rowSessions)}
SELECT s.day AS ${DAY}, ${cells.join(", ")}
  ${rowsOfSessions(table, rowSessions)}
    AND (${wrong})
ORDER BY ${[DAY, ...keys].map((_, index) => index + 1).join(", ")}
LIMIT ${ROWS}`;
}

/** The keys that occur most often. */
export function repeatedKeys(failed: FailedFindings, check: string): CheckQuery {
  return sampling(failed, check, (some) => repeatedKeysSql(failed.table, some));
}

function repeatedKeysSql(table: RowTable, rowSessions: readonly RowSession[]): string {
  const keys = keysOf(table.rows);
  const cells = keys.map((name) => `${column(name)} AS ${sqlIdentifier(name)}`);
  return `WITH ${sessionsAsSql(table, rowSessions)}
SELECT s.day AS ${DAY}, ${cells.join(", ")}, count(*) AS copies
  ${rowsOfSessions(table, rowSessions)}
    AND ${keys.map((name) => `${column(name)} IS NOT NULL`).join(" AND ")}
GROUP BY ${[DAY, ...keys].map((_, index) => index + 1).join(", ")}
HAVING count(*) > 1
ORDER BY copies DESC, ${[DAY, ...keys].map((_, index) => index + 1).join(", ")}
LIMIT ${ROWS}`;
}

/**
 * A finding of whose session no row came keeps what it has. The query answers for no check: when it fails, what was
 * found before has still been found.
 */
function sampling(
  { table: { dataset, database }, sessions, findings }: FailedFindings,
  check: string,
  sqlOf: (sessions: readonly RowSession[]) => string,
): CheckQuery {
  return bySessions(
    sessions,
    (some): SessionQuery => ({
      label: `${dataset.name}: rows that fail ${check}`,
      database,
      sql: sqlOf(some),
      checks: [],
      read(result) {
        const rows = cellsOf(result);
        const sampled = findingsOf(some, findings).map((finding) => {
          const samples = rows
            .filter((cells) => cells[DAY] === finding.day)
            .map(({ [DAY]: _, ...cells }) => sampleOf(cells));
          return samples.length === 0 ? finding : ({ ...finding, samples } as CheckFinding);
        });
        return { findings: sampled, coverage: [] };
      },
    }),
  );
}
