import type { CheckDefinition } from "../checks/check.ts";
import { EVERY_KIND } from "../kinds/index.ts";
import { isRuleId, type RowRule, type RuleId, ruleIdOf } from "./rule.ts";

/** All that is known of the check of a rule by its id alone: results outlive the rule that they are of. */
export function checkOfRule(id: RuleId): CheckDefinition<RuleId> {
  const name = id.slice("rule.".length);
  return {
    id,
    dimension: "quality",
    unit: "rows",
    thresholds: { warn: 0, fail: 0 },
    passesWhen: `no row is wrong by the rule ${name}`,
    problem: `rows are wrong by the rule ${name}`,
    rows: EVERY_KIND,
  };
}

/** The checks of a dataset's rules. Throws if the rules were not checked: what is declared is no part of a query. */
export function checksOfRules(rules: readonly RowRule[] = []): CheckDefinition<RuleId>[] {
  return rules.map((rule) => {
    const { wrong, name } = rule;
    if (typeof wrong === "string") throw new TypeError(`the rule ${name} was not checked by deploy/rules`);
    const says = `are wrong by the rule ${name}`;
    return {
      ...checkOfRule(ruleIdOf(rule)),
      rowFault: () => ({ columns: wrong.columns, wrong: wrong.sql, says, among: wrong.among }),
    };
  });
}

/** The rule that an id is of, if it is one of these. */
export function ruleWithId(id: string, rules: readonly RowRule[] = []): RowRule | undefined {
  return isRuleId(id) ? rules.find((rule) => ruleIdOf(rule) === id) : undefined;
}
