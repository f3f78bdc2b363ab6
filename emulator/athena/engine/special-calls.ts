/** Functions that no template of functions.ts can say. */

import { fromJoda, fromMySql } from "./datetime-patterns.ts";
import type { FunctionCall } from "./function-call.ts";
import { intervalOf, PARTS_OF_DAYS } from "./intervals.ts";
import { stepsOf } from "./json-values.ts";
import { quoteText } from "./text.ts";

export interface SpecialCall {
  /** Least and most arguments. */
  readonly arity: readonly [least: number, most: number];
  write(call: FunctionCall): string;
}

const ANY_NUMBER = [1, Number.POSITIVE_INFINITY] as const;

export const SPECIAL_CALLS: Readonly<Record<string, SpecialCall>> = {
  // Conditions
  coalesce: { arity: ANY_NUMBER, write: (call) => `coalesce(${call.all().join(", ")})` },
  concat: {
    arity: ANY_NUMBER,
    write: (call) => call.all().reduce((left, right) => `trino.concat(${left}, ${right})`),
  },
  greatest: { arity: ANY_NUMBER, write: (call) => extreme("greatest", call.all()) },
  least: { arity: ANY_NUMBER, write: (call) => extreme("least", call.all()) },
  if: {
    arity: [2, 3],
    write(call) {
      const otherwise = call.count === 3 ? `ELSE ${call.at(2)} ` : "";
      return `CASE WHEN ${call.at(0)} THEN ${call.at(1)} ${otherwise}END`;
    },
  },
  try: { arity: [1, 1], write: (call) => `TRY(${call.at(0)})` },

  // Dates and times
  now: { arity: [0, 0], write: (call) => call.now() },
  date_format: { arity: [2, 2], write: (call) => `strftime(${call.local(0)}, ${pattern(call, fromMySql)})` },
  format_datetime: {
    arity: [2, 2],
    write: (call) => `strftime(${call.local(0)}, ${pattern(call, fromJoda)})`,
  },
  date_parse: {
    arity: [2, 2],
    write: (call) => `strptime(trino.text(${call.at(0)}), ${pattern(call, fromMySql)})`,
  },
  parse_datetime: {
    arity: [2, 2],
    write: (call) => `timezone('UTC', strptime(trino.text(${call.at(0)}), ${pattern(call, fromJoda)}))`,
  },
  date_trunc: {
    arity: [2, 2],
    write(call) {
      const unit = unitOf(call);
      return `trino.date_trunc${suffix(unit)}('${unit}', ${call.at(1)})`;
    },
  },
  date_add: {
    arity: [3, 3],
    write(call) {
      const unit = unitOf(call);
      return `trino.shift${suffix(unit)}(${call.at(2)}, ${intervalOf(unit, `trino.to_bigint(${call.at(1)})`)})`;
    },
  },
  date_diff: {
    arity: [3, 3],
    write(call) {
      const unit = unitOf(call);
      const zoned = call.zonedDifference(unit);
      if (zoned !== undefined) return zoned;
      return `trino.date_diff${suffix(unit)}('${unit}', ${call.at(1)}, ${call.at(2)})`;
    },
  },
  to_unixtime: {
    arity: [1, 1],
    write: (call) => `epoch(CAST(${call.instant(0)} AS TIMESTAMP WITH TIME ZONE))`,
  },

  // JSON
  json_extract: {
    arity: [2, 2],
    write: (call) => `CAST(trino_json_extract(CAST(${call.at(0)} AS VARCHAR), ${jsonPath(call)}) AS JSON)`,
  },
  json_extract_scalar: {
    arity: [2, 2],
    write: (call) => `trino_json_scalar(CAST(${call.at(0)} AS VARCHAR), ${jsonPath(call)})`,
  },

  // Texts and arrays
  regexp_replace: {
    arity: [2, 3],
    write(call) {
      const by = call.count === 3 ? replacementOf(call.literal(2, "a replacement")) : "";
      return `regexp_replace(trino.text(${call.at(0)}), ${call.at(1)}, ${quoteText(by)}, 'g')`;
    },
  },
  transform: { arity: [2, 2], write: transformed },
  filter: { arity: [2, 2], write: (call) => `list_filter(${call.at(0)}, ${call.at(1)})` },
  any_match: { arity: [2, 2], write: (call) => `trino.any_true(${transformed(call)})` },
  none_match: { arity: [2, 2], write: (call) => `(NOT trino.any_true(${transformed(call)}))` },
  all_match: { arity: [2, 2], write: (call) => `trino.all_true(${transformed(call)})` },
  reduce: {
    arity: [4, 4],
    write: (call) =>
      `list_transform([list_reduce(${call.at(0)}, ${call.at(2)}, ${call.at(1)})], ${call.at(3)})[1]`,
  },
};

/** NULL among the arguments makes the result NULL; NaN is passed over. DuckDB has it the other way about. */
function extreme(name: string, values: readonly string[]): string {
  const missing = values.map((value) => `${value} IS NULL`).join(" OR ");
  const numbers = values.map((value) => `trino.nan_as_null(${value})`).join(", ");
  return `CASE WHEN ${missing} THEN NULL ELSE coalesce(${name}(${numbers}), ${values[0]}) END`;
}

const pattern = (call: FunctionCall, translate: (text: string) => string) =>
  quoteText(translate(call.literal(1, "a date format")));

const UNITS = new Set([...PARTS_OF_DAYS, "day", "week", "month", "quarter", "year"]);

const suffix = (unit: string) => (PARTS_OF_DAYS.has(unit) ? "_time" : "");

function unitOf(call: FunctionCall): string {
  const unit = call.literal(0, "a unit").toLowerCase();
  if (UNITS.has(unit)) return unit;
  throw call.refusal("INVALID_FUNCTION_ARGUMENT", `'${unit}' is not a valid TIMESTAMP field`);
}

/** Groups are $1 in Trino and \1 in DuckDB; a dollar sign itself is \$ in Trino. */
const replacementOf = (text: string) =>
  text.replace(/\\\$|\$(\d)/g, (_, group: string | undefined) => (group === undefined ? "$" : `\\${group}`));

function transformed(call: FunctionCall): string {
  return `list_transform(${call.at(0)}, ${call.at(1)})`;
}

/** Names and places alone: what else a path may hold is not read here. */
function jsonPath(call: FunctionCall): string {
  const path = call.literal(1, "a JSON path");
  if (stepsOf(path) !== undefined) return quoteText(path);
  throw call.refusal("NOT_SUPPORTED", `the JSON path '${path}' is not supported here`);
}
