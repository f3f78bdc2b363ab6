import type { RowLimits } from "../row-limits.ts";

/**
 * A condition over one row `r`, in parentheses. Only deploy/rules writes one, from the syntax tree of what was declared, so
 * that no text of a declaration becomes part of a query.
 */
export interface RowExpression {
  readonly sql: string;
  /** Those that it reads. */
  readonly columns: readonly string[];
  /** Of which rows it is asked, a condition like it; undefined: of all. `sql` implies it. */
  readonly among?: string;
}

/** A rule of a dataset's own. Rows of which `wrong` is true are wrong; those of which it is NULL are not. */
export interface RowRule extends Partial<RowLimits> {
  /** Its check is called `rule.<name>`. */
  readonly name: string;
  /** As declared: a condition over the columns of one row, in Trino's SQL. Once it is checked: what a scan counts. */
  readonly wrong: string | RowExpression;
  /** Which rows it is about; default: all. Once it is checked, a part of `wrong`. */
  readonly where?: string;
  /** Who answers for it, if not who answers for the dataset. */
  readonly owner?: string;
}

export type RuleId = `rule.${string}`;

export function ruleIdOf({ name }: Pick<RowRule, "name">): RuleId {
  return `rule.${name}`;
}

export function isRuleId(id: string): id is RuleId {
  return id.startsWith("rule.");
}

/** Rows that may break a rule. */
const NONE: RowLimits = { warn: 0, fail: 0 };

export function thresholdsOfRule({ warn = NONE.warn, fail = NONE.fail }: Partial<RowLimits>): RowLimits {
  return { warn, fail };
}
