/** Every check that there is, one file each, and those of rules, which datasets declare. */

import { kindOf } from "../kinds/index.ts";
import type { RowTable } from "../rows/row-table.ts";
import { isRuleId, type RuleId } from "../rules/rule.ts";
import { checkOfRule, checksOfRules } from "../rules/rule-check.ts";
import { barAlignment } from "./bar-alignment.ts";
import type { CheckDefinition } from "./check.ts";
import { completeBars } from "./complete-bars.ts";
import { completeGaps } from "./complete-gaps.ts";
import { completeRows } from "./complete-rows.ts";
import { completeSymbols } from "./complete-symbols.ts";
import { costBudget } from "./cost-budget.ts";
import { dayMisfiled } from "./day-misfiled.ts";
import { derivedStale } from "./derived-stale.ts";
import { featureHealth } from "./feature-health.ts";
import { filesSmall } from "./files-small.ts";
import { freshnessEvent } from "./freshness-event.ts";
import { freshnessPipeline } from "./freshness-pipeline.ts";
import { freshnessSession } from "./freshness-session.ts";
import { nullKey } from "./null-key.ts";
import { nullRequired } from "./null-required.ts";
import { nullValue } from "./null-value.ts";
import { ohlcInvariant } from "./ohlc-invariant.ts";
import { outlierReturn } from "./outlier-return.ts";
import { partitionDrift } from "./partition-drift.ts";
import { partitionFormat } from "./partition-format.ts";
import { partitionNonsession } from "./partition-nonsession.ts";
import { partitionPresent } from "./partition-present.ts";
import { partitionSchema } from "./partition-schema.ts";
import { reconcileBarsTrades } from "./reconcile-bars-trades.ts";
import { reconcileFeaturesBars } from "./reconcile-features-bars.ts";
import { schemaContract } from "./schema-contract.ts";
import { schemaFile } from "./schema-file.ts";
import { sessionBounds } from "./session-bounds.ts";
import { uniqueKey } from "./unique-key.ts";
import { valueAccepted } from "./value-accepted.ts";
import { valueDomain } from "./value-domain.ts";
import { valueRange } from "./value-range.ts";

/** In the order of results, of the table in docs/validation.md, and of the columns of a scan. */
const ALL = [
  // from Glue and S3, for nothing
  partitionPresent,
  partitionNonsession,
  partitionFormat,
  partitionSchema,
  partitionDrift,
  schemaContract,
  schemaFile,
  freshnessSession,
  freshnessPipeline,
  derivedStale,
  filesSmall,
  // from one scan of the table's rows
  freshnessEvent,
  completeRows,
  completeSymbols,
  completeBars,
  completeGaps,
  uniqueKey,
  nullValue,
  nullKey,
  nullRequired,
  dayMisfiled,
  sessionBounds,
  ohlcInvariant,
  valueDomain,
  valueAccepted,
  valueRange,
  barAlignment,
  featureHealth,
  outlierReturn,
  // from a scan of two tables
  reconcileBarsTrades,
  reconcileFeaturesBars,
  // of the run itself
  costBudget,
] as const;

export type BuiltInCheckId = (typeof ALL)[number]["id"];
/** What results are of. */
export type CheckId = BuiltInCheckId | RuleId;

export const CHECK_IDS: readonly BuiltInCheckId[] = ALL.map(({ id }) => id);

export const CHECKS = Object.fromEntries(ALL.map((check) => [check.id, check])) as Readonly<
  Record<BuiltInCheckId, CheckDefinition<BuiltInCheckId>>
>;

export function checkOf(id: CheckId): CheckDefinition<CheckId> {
  return isRuleId(id) ? checkOfRule(id) : CHECKS[id];
}

/** Where a check stands among results: rules come last. */
export function placeOfCheck(id: string): number {
  const index = (CHECK_IDS as readonly string[]).indexOf(id);
  return index < 0 ? CHECK_IDS.length : index;
}

/** Those that say something of a table's rows. */
export function rowChecksOf({ rows, quality }: RowTable): readonly CheckDefinition<CheckId>[] {
  const { name } = kindOf(rows);
  const builtIn = CHECK_IDS.map((id) => CHECKS[id]).filter((check) => check.rows?.includes(name));
  return [...builtIn, ...checksOfRules(quality.rules)];
}
