/** Calls of functions. */

import { QueryError } from "../query-engine.ts";
import { isLocalTime, localTime } from "./at-time-zone.ts";
import { fromJoda, fromMySql } from "./datetime-patterns.ts";
import { AGGREGATE_FUNCTIONS, arityOf, fill, SCALAR_FUNCTIONS, WINDOW_FUNCTIONS } from "./functions.ts";
import { literalText } from "./literal-writers.ts";
import { quoteText } from "./text.ts";
import type { Translation } from "./translation.ts";
import { childAt, childrenOf, hasWord, placeOf, ruleIn, rulesIn, type TreeNode, textOf } from "./tree.ts";
import type { Writer, Writers } from "./writers.ts";

/** Takes parts of the local time, so it may be given one AT TIME ZONE. */
const READS_LOCAL_TIME = new Set(
  `year quarter month week week_of_year day day_of_month day_of_week dow day_of_year doy hour minute second
  millisecond year_of_week yow date date_format format_datetime`.split(/\s+/),
);

const call: Writer = (node, translation) => {
  const name = textOf(childAt(node, 0)).toLowerCase();
  const special = SPECIAL[name];
  const operands = rulesIn(node, "Expression");
  if (special !== undefined) {
    refuseClauses(node, name);
    return special(operands, translation, node);
  }
  const scalar = SCALAR_FUNCTIONS[name];
  if (scalar !== undefined) {
    refuseClauses(node, name);
    return fill(templateFor(node, name, scalar, operands), writeOperands(name, operands, translation));
  }
  const aggregate = AGGREGATE_FUNCTIONS[name];
  if (aggregate !== undefined)
    return aggregation(node, templateFor(node, name, aggregate, operands), translation);
  const window = WINDOW_FUNCTIONS[name];
  if (window === undefined) {
    throw new QueryError(`FUNCTION_NOT_FOUND: ${placeOf(node)}: Function '${name}' not registered`);
  }
  if (ruleIn(node, "Over") === undefined) {
    throw new QueryError(`MISSING_OVER: ${placeOf(node)}: Window function ${name} requires an OVER clause`);
  }
  return aggregation(node, templateFor(node, name, window, operands), translation);
};

function writeOperands(name: string, operands: readonly TreeNode[], translation: Translation): string[] {
  return operands.map((operand) =>
    READS_LOCAL_TIME.has(name) && isLocalTime(operand)
      ? localTime(operand, translation)
      : translation.write(operand),
  );
}

function templateFor(
  node: TreeNode,
  name: string,
  templates: string | readonly string[],
  operands: readonly TreeNode[],
): string {
  const found = [templates].flat().find((template) => arityOf(template) === operands.length);
  if (found !== undefined) return found;
  throw unexpectedParameters(node, name, operands.length);
}

const unexpectedParameters = (node: TreeNode, name: string, count: number) =>
  new QueryError(
    `FUNCTION_NOT_FOUND: ${placeOf(node)}: Unexpected parameters for function ${name}: ${count} given`,
  );

function refuseClauses(node: TreeNode, name: string): void {
  const clause = ["Filter", "Over", "SetQuantifier", "SortItem", "NullTreatment"].find((rule) =>
    ruleIn(node, rule),
  );
  if (clause === undefined) return;
  throw new QueryError(
    `FUNCTION_NOT_AGGREGATE: ${placeOf(node)}: Function '${name}' is no aggregate function`,
  );
}

/** name(DISTINCT a, b ORDER BY c IGNORE NULLS) FILTER (…) OVER (…) */
function aggregation(node: TreeNode, template: string, translation: Translation): string {
  const values = writeOperands("", rulesIn(node, "Expression"), translation);
  const quantifier = ruleIn(node, "SetQuantifier");
  const order = rulesIn(node, "SortItem").map((item) => translation.write(item));
  const nulls = ruleIn(node, "NullTreatment");
  const inside = [
    ...(order.length > 0 ? [`ORDER BY ${order.join(", ")}`] : []),
    ...(nulls === undefined ? [] : [childrenOf(nulls).map(textOf).join(" ")]),
  ];
  let written = fill(template, values);
  if (quantifier !== undefined) written = written.replace("(", `(${textOf(quantifier)} `);
  if (inside.length > 0) written = written.replace(/\)$/, ` ${inside.join(" ")})`);
  return [written, ...rulesIn(node, "Filter", "Over").map((clause) => translation.write(clause))].join(" ");
}

type Special = (operands: readonly TreeNode[], translation: Translation, node: TreeNode) => string;

const written = (operand: TreeNode | undefined, translation: Translation, node: TreeNode): string => {
  if (operand === undefined) throw unexpectedParameters(node, textOf(childAt(node, 0)).toLowerCase(), 0);
  return translation.write(operand);
};

/** Date formats and units have to be literals: they are put into the words of DuckDB before it runs. */
function literalOf(operand: TreeNode | undefined, what: string, node: TreeNode): string {
  const text = operand === undefined ? undefined : literalText(operand);
  if (text !== undefined) return text;
  throw new QueryError(`NOT_SUPPORTED: ${placeOf(node)}: ${what} other than a literal is not supported here`);
}

/** A date has none of them. */
const TIME_UNITS = new Set(["millisecond", "second", "minute", "hour"]);
const UNITS = new Set([...TIME_UNITS, "day", "week", "month", "quarter", "year"]);

const suffix = (unit: string) => (TIME_UNITS.has(unit) ? "_time" : "");

function unitOf(operand: TreeNode | undefined, node: TreeNode): string {
  const unit = literalOf(operand, "a unit", node).toLowerCase();
  if (UNITS.has(unit)) return unit;
  throw new QueryError(
    `INVALID_FUNCTION_ARGUMENT: ${placeOf(node)}: '${unit}' is not a valid TIMESTAMP field`,
  );
}

const SPECIAL: Readonly<Record<string, Special>> = {
  at_timezone(_operands, _translation, node) {
    throw new QueryError(
      `NOT_SUPPORTED: ${placeOf(node)}: a timestamp at another zone can only be formatted, extracted from or cast here`,
    );
  },
  with_timezone([time, zone], translation, node) {
    if (literalOf(zone, "a zone", node) !== "UTC") {
      throw new QueryError(`NOT_SUPPORTED: ${placeOf(node)}: a zone other than UTC is not supported here`);
    }
    return `timezone('UTC', CAST(${written(time, translation, node)} AS TIMESTAMP))`;
  },
  coalesce: (operands, translation) =>
    `coalesce(${operands.map((one) => translation.write(one)).join(", ")})`,
  concat: (operands, translation) =>
    operands.map((one) => translation.write(one)).reduce((left, right) => `trino.concat(${left}, ${right})`),
  greatest: (operands, translation) => extreme("greatest", operands, translation),
  least: (operands, translation) => extreme("least", operands, translation),
  if([test, yes, no], translation, node) {
    const otherwise = no === undefined ? "" : `ELSE ${translation.write(no)} `;
    return `CASE WHEN ${written(test, translation, node)} THEN ${written(yes, translation, node)} ${otherwise}END`;
  },
  try: ([value], translation, node) => `TRY(${written(value, translation, node)})`,
  date_format: ([time, format], translation, node) =>
    `strftime(${local(time, translation, node)}, ${quoteText(fromMySql(literalOf(format, "a date format", node)))})`,
  format_datetime: ([time, format], translation, node) =>
    `strftime(${local(time, translation, node)}, ${quoteText(fromJoda(literalOf(format, "a date format", node)))})`,
  date_parse: ([text, format], translation, node) =>
    `strptime(trino.text(${written(text, translation, node)}), ${quoteText(fromMySql(literalOf(format, "a date format", node)))})`,
  parse_datetime: ([text, format], translation, node) =>
    `timezone('UTC', strptime(trino.text(${written(text, translation, node)}), ${quoteText(fromJoda(literalOf(format, "a date format", node)))}))`,
  date_trunc([unit, time], translation, node) {
    const name = unitOf(unit, node);
    return `trino.date_trunc${suffix(name)}('${name}', ${written(time, translation, node)})`;
  },
  date_add([unit, count, time], translation, node) {
    const name = unitOf(unit, node);
    const amount = `trino.to_bigint(${written(count, translation, node)})`;
    const macro = TIME_UNITS.has(name) ? "shift_time" : "shift";
    return `trino.${macro}(${written(time, translation, node)}, ${intervalOf(name, amount)})`;
  },
  date_diff([unit, from, to], translation, node) {
    const name = unitOf(unit, node);
    const [start, end] = [written(from, translation, node), written(to, translation, node)];
    return `trino.date_diff${suffix(name)}('${name}', ${start}, ${end})`;
  },
  regexp_replace([text, pattern, replacement], translation, node) {
    const by = replacement === undefined ? "" : literalOf(replacement, "a replacement", node);
    return `regexp_replace(trino.text(${written(text, translation, node)}), ${written(pattern, translation, node)}, ${quoteText(
      by
        .replace(/\\\$/g, "\u0000")
        .replace(/\$(\d)/g, "\\$1")
        .replaceAll("\u0000", "$"),
    )}, 'g')`;
  },
  transform: ([list, body], translation, node) =>
    `list_transform(${written(list, translation, node)}, ${written(body, translation, node)})`,
  filter: ([list, body], translation, node) =>
    `list_filter(${written(list, translation, node)}, ${written(body, translation, node)})`,
  any_match: ([list, body], translation, node) =>
    `(len(list_filter(${written(list, translation, node)}, ${written(body, translation, node)})) > 0)`,
  none_match: ([list, body], translation, node) =>
    `(len(list_filter(${written(list, translation, node)}, ${written(body, translation, node)})) = 0)`,
  all_match: ([list, body], translation, node) =>
    `(len(list_filter(${written(list, translation, node)}, ${written(body, translation, node)})) = len(${written(list, translation, node)}))`,
  reduce: ([list, start, step, end], translation, node) =>
    `list_transform([list_reduce(${written(list, translation, node)}, ${written(step, translation, node)}, ${written(start, translation, node)})], ${written(end, translation, node)})[1]`,
};

const local = (time: TreeNode | undefined, translation: Translation, node: TreeNode): string =>
  time !== undefined && isLocalTime(time) ? localTime(time, translation) : written(time, translation, node);

/** NULL among the arguments makes the result NULL; DuckDB passes over it. */
function extreme(name: string, operands: readonly TreeNode[], translation: Translation): string {
  const values = operands.map((operand) => translation.write(operand));
  const missing = values.map((value) => `${value} IS NULL`).join(" OR ");
  return `CASE WHEN ${missing} THEN NULL ELSE ${name}(${values.join(", ")}) END`;
}

function intervalOf(unit: string, amount: string): string {
  if (unit === "quarter") return `to_months(CAST(3 * ${amount} AS INTEGER))`;
  if (TIME_UNITS.has(unit)) return `to_${unit}s(${amount})`;
  return `to_${unit}s(CAST(${amount} AS INTEGER))`;
}

/** LISTAGG(x, ',') WITHIN GROUP (ORDER BY y) */
const listAgg: Writer = (node, translation) => {
  if (ruleIn(node, "ListAggOverflowBehavior") !== undefined) {
    throw new QueryError(`NOT_SUPPORTED: ${placeOf(node)}: ON OVERFLOW is not supported here`);
  }
  const value = translation.write(childAt(node, ruleIn(node, "SetQuantifier") === undefined ? 2 : 3));
  const separator = ruleIn(node, "BasicStringLiteral");
  const distinct =
    hasWord(node, "DISTINCT") || ruleIn(node, "SetQuantifier") !== undefined ? "DISTINCT " : "";
  const order = rulesIn(node, "SortItem").map((item) => translation.write(item));
  const filter = rulesIn(node, "Filter").map((clause) => translation.write(clause));
  const joined = separator === undefined ? "''" : translation.write(separator);
  return [
    `string_agg(${distinct}trino.text(${value}), ${joined} ORDER BY ${order.join(", ")})`,
    ...filter,
  ].join(" ");
};

export const callWriters: Writers = { FunctionCall: call, ListAgg: listAgg };
