import type { Dataset } from "../../datasets/dataset.ts";
import type { CheckQuery } from "../asking.ts";
import type { CheckId } from "../checks.ts";
import { isOff } from "../evaluation.ts";
import type { Finding } from "../finding.ts";
import type { RowSession } from "../windows.ts";
import { conditionsOf } from "./conditions.ts";
import { gapList } from "./gaps.ts";
import { type Source, tradedSessions } from "./reconciliations.ts";
import { type RowTable, rowTableOf } from "./row-table.ts";
import { repeatedKeys, wrongRows } from "./samples.ts";

/**
 * What to ask about findings that did not pass: one query for each check that has rows to show. Reading the answer
 * gives findings with samples, each to be put in the place of the one with its check and day; and complete.gaps, which
 * is new, for complete.bars.
 */
export function drillDowns(
  dataset: Dataset,
  stage: string,
  sessions: readonly RowSession[],
  failed: readonly Finding[],
  sources: readonly Source[] = [],
): readonly CheckQuery[] {
  const table = rowTableOf(dataset, stage);
  if (table === undefined) return [];
  const conditions = conditionsOf(table.rows);
  return [...new Set(failed.map(({ check }) => check))].flatMap((check: CheckId) => {
    const findings = failed.filter((one) => one.check === check && "value" in one);
    const days = new Set(findings.map(({ day }) => day));
    const sittings = sessions.filter(({ session }) => days.has(session.day));
    if (sittings.length === 0) return [];
    if (check === "complete.bars") {
      return isOff("complete.gaps", dataset) ? [] : gapLists(table, sittings, findings, sources);
    }
    if (check === "unique.key") return [repeatedKeys(table, sittings, findings)];
    const condition = conditions.find((one) => one.check === check);
    return condition === undefined ? [] : [wrongRows(table, sittings, findings, condition)];
  });
}

/** Where bars were held against their trades, gaps are, too; so there may be two queries for one check. */
function gapLists(
  table: RowTable,
  sittings: readonly RowSession[],
  findings: readonly Finding[],
  sources: readonly Source[],
): CheckQuery[] {
  const traded = tradedSessions(table, sittings, sources);
  const others = sittings.filter((one) => traded?.sessions.includes(one) !== true);
  const of = (some: readonly RowSession[]) =>
    findings.filter(({ day }) => some.some(({ session }) => session.day === day));
  return [
    ...(others.length === 0 ? [] : [gapList(table, others, of(others))]),
    ...(traded === undefined || traded.sessions.length === 0
      ? []
      : [gapList(table, traded.sessions, of(traded.sessions), traded.trades)]),
  ];
}
