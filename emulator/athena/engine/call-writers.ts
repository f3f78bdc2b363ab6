/** Calls of functions. */

import { QueryError } from "../query-engine.ts";
import { FunctionCall } from "./function-call.ts";
import {
  AGGREGATE_FUNCTIONS,
  arityOf,
  fill,
  OTHER_FUNCTIONS,
  SCALAR_FUNCTIONS,
  WINDOW_FUNCTIONS,
} from "./functions.ts";
import { SPECIAL_CALLS } from "./special-calls.ts";
import { entryOf } from "./text.ts";
import type { Translation, Writer, Writers } from "./translation.ts";
import { childAt, childrenOf, placeOf, ruleIn, rulesIn, textOf } from "./tree.ts";

/** Takes parts of the local time, so it may be given one AT TIME ZONE. */
const READS_LOCAL_TIME = new Set(
  `year quarter month week week_of_year day day_of_month day_of_week dow day_of_year doy hour minute second
  millisecond year_of_week yow date`.split(/\s+/),
);

const call: Writer = (node, translation) => {
  const made = new FunctionCall(node, translation);
  const special = entryOf(SPECIAL_CALLS, made.name);
  const scalar = entryOf(SCALAR_FUNCTIONS, made.name);
  if (special !== undefined || scalar !== undefined) refuseClauses(made);
  if (special !== undefined) {
    const [least, most] = special.arity;
    if (made.count < least || made.count > most) throw made.unexpectedParameters();
    return special.write(made);
  }
  if (scalar !== undefined) {
    const values = READS_LOCAL_TIME.has(made.name) ? [made.local(0)] : made.all();
    return fill(templateFor(made, scalar), values);
  }
  return aggregation(made, templateFor(made, aggregateTemplates(made)), translation);
};

function aggregateTemplates(made: FunctionCall): string | readonly string[] {
  const aggregate = entryOf(AGGREGATE_FUNCTIONS, made.name);
  if (aggregate !== undefined) return aggregate;
  const window = entryOf(WINDOW_FUNCTIONS, made.name);
  if (window === undefined && OTHER_FUNCTIONS.has(made.name)) {
    throw made.refusal("NOT_SUPPORTED", `function '${made.name}' is not supported here`);
  }
  if (window === undefined) {
    throw made.refusal("FUNCTION_NOT_FOUND", `Function '${made.name}' not registered`);
  }
  if (ruleIn(made.node, "Over") !== undefined) return window;
  throw made.refusal("MISSING_OVER", `Window function ${made.name} requires an OVER clause`);
}

function templateFor(made: FunctionCall, templates: string | readonly string[]): string {
  const found = [templates].flat().find((template) => arityOf(template) === made.count);
  if (found === undefined) throw made.unexpectedParameters();
  return found;
}

function refuseClauses(made: FunctionCall): void {
  const clauses = ["Filter", "Over", "SetQuantifier", "SortItem", "NullTreatment"];
  if (!clauses.some((rule) => ruleIn(made.node, rule) !== undefined)) return;
  throw made.refusal("FUNCTION_NOT_AGGREGATE", `Function '${made.name}' is no aggregate function`);
}

/** name(DISTINCT a, b ORDER BY c IGNORE NULLS) FILTER (…) OVER (…) */
function aggregation(made: FunctionCall, template: string, translation: Translation): string {
  const { node } = made;
  const quantifier = ruleIn(node, "SetQuantifier");
  const order = rulesIn(node, "SortItem").map((item) => translation.write(item));
  const nulls = ruleIn(node, "NullTreatment");
  const inside = [
    ...(order.length > 0 ? [`ORDER BY ${order.join(", ")}`] : []),
    ...(nulls === undefined ? [] : [childrenOf(nulls).map(textOf).join(" ")]),
  ];
  const clauses = rulesIn(node, "Filter", "Over").map((clause) => translation.write(clause));
  const values = made.all();
  const aggregates = (part: string) => {
    let written = fill(part, values);
    if (quantifier !== undefined) written = written.replace("(", `(${textOf(quantifier)} `);
    if (inside.length > 0) written = written.replace(/\)$/, ` ${inside.join(" ")})`);
    return [written, ...clauses].join(" ");
  };
  const isComposed = template.includes("{");
  if (!isComposed) return aggregates(template);
  const parts = template.split(/\{(.*?)\}/);
  return `(${parts.map((part, at) => (at % 2 === 0 ? fill(part, values) : aggregates(part))).join("")})`;
}

/** LISTAGG(x, ',') WITHIN GROUP (ORDER BY y) */
const listAgg: Writer = (node, translation) => {
  if (ruleIn(node, "ListAggOverflowBehavior") !== undefined) {
    throw new QueryError(`NOT_SUPPORTED: ${placeOf(node)}: ON OVERFLOW is not supported here`);
  }
  const quantifier = ruleIn(node, "SetQuantifier");
  const value = translation.write(childAt(node, quantifier === undefined ? 2 : 3));
  const separator = ruleIn(node, "BasicStringLiteral");
  const joined = separator === undefined ? "''" : translation.write(separator);
  const order = rulesIn(node, "SortItem").map((item) => translation.write(item));
  const words = quantifier === undefined ? "" : `${textOf(quantifier)} `;
  return [
    `string_agg(${words}trino.text(${value}), ${joined} ORDER BY ${order.join(", ")})`,
    ...rulesIn(node, "Filter").map((clause) => translation.write(clause)),
  ].join(" ");
};

/** An integer in Trino, a bigint in DuckDB. */
const grouping: Writer = (node, translation) => `CAST(${translation.writeAll(childrenOf(node))} AS INTEGER)`;

export const callWriters: Writers = { FunctionCall: call, ListAgg: listAgg, GroupingOperation: grouping };
