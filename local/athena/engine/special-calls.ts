/** Functions that no template of functions.ts can say. */

import { localTimeElsewhere } from "./at-time-zone.ts";
import { fromJoda, fromMySql } from "./datetime-patterns.ts";
import type { FunctionCall } from "./function-call.ts";
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
      const macro = TIME_UNITS.has(unit) ? "shift_time" : "shift";
      return `trino.${macro}(${call.at(2)}, ${intervalOf(unit, `trino.to_bigint(${call.at(1)})`)})`;
    },
  },
  date_diff: {
    arity: [3, 3],
    write(call) {
      const unit = unitOf(call);
      return `trino.date_diff${suffix(unit)}('${unit}', ${call.at(1)}, ${call.at(2)})`;
    },
  },
  at_timezone: {
    arity: [2, 2],
    write(call) {
      throw localTimeElsewhere(call.node);
    },
  },
  with_timezone: {
    arity: [2, 2],
    write(call) {
      if (call.literal(1, "a zone") === "UTC") return `timezone('UTC', CAST(${call.at(0)} AS TIMESTAMP))`;
      throw call.refusal("NOT_SUPPORTED", "a zone other than UTC is not supported here");
    },
  },

  // Texts and arrays
  regexp_replace: {
    arity: [2, 3],
    write(call) {
      const by = call.count === 3 ? replacementOf(call.literal(2, "a replacement")) : "";
      return `regexp_replace(trino.text(${call.at(0)}), ${call.at(1)}, ${quoteText(by)}, 'g')`;
    },
  },
  transform: { arity: [2, 2], write: (call) => `list_transform(${call.at(0)}, ${call.at(1)})` },
  filter: { arity: [2, 2], write: filtered },
  any_match: { arity: [2, 2], write: (call) => `(len(${filtered(call)}) > 0)` },
  none_match: { arity: [2, 2], write: (call) => `(len(${filtered(call)}) = 0)` },
  all_match: { arity: [2, 2], write: (call) => `(len(${filtered(call)}) = len(${call.at(0)}))` },
  reduce: {
    arity: [4, 4],
    write: (call) =>
      `list_transform([list_reduce(${call.at(0)}, ${call.at(2)}, ${call.at(1)})], ${call.at(3)})[1]`,
  },
};

/** NULL among the arguments makes the result NULL; DuckDB passes over it. */
function extreme(name: string, values: readonly string[]): string {
  const missing = values.map((value) => `${value} IS NULL`).join(" OR ");
  return `CASE WHEN ${missing} THEN NULL ELSE ${name}(${values.join(", ")}) END`;
}

const pattern = (call: FunctionCall, translate: (text: string) => string) =>
  quoteText(translate(call.literal(1, "a date format")));

/** A date has none of them. */
const TIME_UNITS = new Set(["millisecond", "second", "minute", "hour"]);
const UNITS = new Set([...TIME_UNITS, "day", "week", "month", "quarter", "year"]);

const suffix = (unit: string) => (TIME_UNITS.has(unit) ? "_time" : "");

function unitOf(call: FunctionCall): string {
  const unit = call.literal(0, "a unit").toLowerCase();
  if (UNITS.has(unit)) return unit;
  throw call.refusal("INVALID_FUNCTION_ARGUMENT", `'${unit}' is not a valid TIMESTAMP field`);
}

function intervalOf(unit: string, amount: string): string {
  if (unit === "quarter") return `to_months(CAST(3 * ${amount} AS INTEGER))`;
  if (TIME_UNITS.has(unit)) return `to_${unit}s(${amount})`;
  return `to_${unit}s(CAST(${amount} AS INTEGER))`;
}

/** Groups are $1 in Trino and \1 in DuckDB; a dollar sign itself is \$ in Trino. */
const replacementOf = (text: string) =>
  text.replace(/\\\$|\$(\d)/g, (_, group: string | undefined) => (group === undefined ? "$" : `\\${group}`));

function filtered(call: FunctionCall): string {
  return `list_filter(${call.at(0)}, ${call.at(1)})`;
}
