import type { CheckQuery } from "../ask.ts";
import type { CheckDefinition, FailedFindings } from "../checks/check.ts";
import { type CheckId, rowChecksOf } from "../checks/index.ts";
import type { CheckFinding } from "../finding.ts";
import { type DeclaredDataset, isOff } from "../quality.ts";
import type { RowSession } from "../windows.ts";
import { rowTableOf } from "./row-table.ts";
import type { Source } from "./sources.ts";
import { wrongRows } from "./wrong-rows.ts";

/**
 * What to ask about findings that failed: one query for each check that has rows to show. Reading the answer
 * gives findings with samples, each to be put in the place of the one with its check and day; and complete.gaps, which
 * is new, for complete.bars.
 */
export function drillDowns(
  dataset: DeclaredDataset,
  stage: string,
  sessions: readonly RowSession[],
  failed: readonly CheckFinding[],
  sources: readonly Source[] = [],
): readonly CheckQuery[] {
  const table = rowTableOf(dataset, stage);
  if (table === undefined) return [];
  const checks = rowChecksOf(table).filter(({ id }) => !isOff(id, dataset));
  return [...new Set(failed.map(({ check }) => check))].flatMap((id) => {
    const findings = failed.filter((one) => one.check === id && "value" in one);
    const days = new Set(findings.map(({ day }) => day));
    const looked = sessions.filter(({ session }) => days.has(session.day));
    if (looked.length === 0) return [];
    const about = { table, sessions: looked, findings, sources };
    return checks.filter((one) => (one.looksUp ?? one.id) === id).flatMap((one) => queriesOf(one, about));
  });
}

/** Of a check of single rows those that are wrong are looked up, if it does not say otherwise. */
function queriesOf(check: CheckDefinition<CheckId>, failed: FailedFindings): readonly CheckQuery[] {
  if (check.lookUp !== undefined) return check.lookUp(failed);
  const fault = check.rowFault?.(failed.table.rows);
  return fault === undefined ? [] : [wrongRows(failed, check.id, fault)];
}
