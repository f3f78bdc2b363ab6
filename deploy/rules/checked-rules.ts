import { typeOfKey } from "../../shared/datasets/key-type.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import type { RowExpression, RowRule } from "../../shared/quality/rules/rule.ts";
import { ConfigurationError } from "../../shared/runtime/errors.ts";
import { quoted } from "../../shared/runtime/text.ts";
import { shownRule } from "../declarations/shown-rule.ts";
import { type RowColumns, writtenCondition } from "./expression.ts";
import { expressionParser, type ParseExpression } from "./trino-grammar.ts";
import { valueTypeOf } from "./value-type.ts";

/**
 * The datasets with their rules as a scan counts them: of what was declared, only the meaning is left. Throws one
 * ConfigurationError, INVALID_DATASETS, that names every problem of every rule.
 */
export async function withCheckedRules<Declared extends DeclaredDataset>(
  datasets: readonly Declared[],
): Promise<readonly Declared[]> {
  const { checked, problems } = await checkRules(datasets);
  if (problems.length > 0) {
    throw new ConfigurationError("INVALID_DATASETS", "The rules of datasets have problems:", problems);
  }
  return checked;
}

/** Everything that is wrong with the SQL of any dataset's rules, one sentence each, prefixed with its dataset. */
export async function problemsOfRules(datasets: readonly DeclaredDataset[]): Promise<readonly string[]> {
  return (await checkRules(datasets)).problems;
}

async function checkRules<Declared extends DeclaredDataset>(
  datasets: readonly Declared[],
): Promise<{ readonly checked: readonly Declared[]; readonly problems: readonly string[] }> {
  if (!datasets.some(hasRules)) return { checked: datasets, problems: [] };
  const parse = await expressionParser();
  const problems: string[] = [];
  const checked = datasets.map((dataset) => {
    if (!hasRules(dataset)) return dataset;
    const columns = columnsOf(dataset);
    const rules = dataset.quality.rules.map((rule, index) => {
      const { problems: found, expression } = checkedRule(rule, columns, parse);
      const where = `dataset ${quoted(dataset.name)}: quality: ${shownRule(rule, index)}`;
      problems.push(...found.map((problem) => `${where}: ${problem}`));
      return { ...withoutWhere(rule), wrong: expression };
    });
    return { ...dataset, quality: { ...dataset.quality, rules } };
  });
  return { checked, problems };
}

type WithRules = { readonly quality: { readonly rules: readonly RowRule[] } };

/** Whatever was declared: what else is wrong with it is told by deploy/declarations. */
function hasRules<Declared extends DeclaredDataset>(dataset: Declared): dataset is Declared & WithRules {
  const rules: unknown = dataset?.quality?.rules;
  return Array.isArray(rules) && rules.length > 0;
}

const NOTHING: RowExpression = { sql: "FALSE", columns: [] };

interface CheckedRule {
  readonly expression: RowExpression;
  readonly problems: readonly string[];
}

function checkedRule(rule: RowRule, columns: RowColumns, parse: ParseExpression): CheckedRule {
  const { wrong, where } = rule ?? {};
  const parts = { where, wrong };
  const problems: string[] = [];
  const written = Object.entries(parts).flatMap(([field, text]) => {
    if (typeof text !== "string") return [];
    const condition = writtenCondition(text, columns, parse);
    if (!("problems" in condition)) return [condition];
    problems.push(...condition.problems.map((problem) => `${field}: ${problem}`));
    return [];
  });
  const sql = written.map((one) => one.sql).join(" AND ");
  const read = [...new Set(written.flatMap((one) => one.columns))];
  const [among] = written;
  const expression =
    written.length > 1 ? { sql: `(${sql})`, columns: read, among: among!.sql } : { sql, columns: read };
  return { expression: written.length === 0 ? NOTHING : expression, problems };
}

function withoutWhere({ where: _, ...rule }: RowRule): RowRule {
  return rule;
}

function columnsOf({ keys = [], columns = [] }: DeclaredDataset): RowColumns {
  const declared = columns.map(({ name, type }) => [name.toLowerCase(), valueTypeOf(type)] as const);
  const types = new Map([
    ...declared,
    ...keys.map((key) => [key.name, valueTypeOf(typeOfKey(key))] as const),
  ]);
  return { types, areAll: columns.length > 0 };
}
