/** What DuckDB says of a query that fails, in the words of Athena. */

import { QueryError } from "../query-engine.ts";
import { descendants, placeOf, type TreeNode, textOf } from "./tree.ts";

type Wording = (found: RegExpExecArray, tree: TreeNode) => string;

/** The first that matches tells. Messages of the prelude have Athena's code in them already. */
const WORDINGS: readonly (readonly [RegExp, Wording])[] = [
  [
    /((?:DIVISION_BY_ZERO|GENERIC_INTERNAL_ERROR|NOT_SUPPORTED|TYPE_MISMATCH|HIVE_[A-Z_]+|INVALID_[A-Z_]+): .*?)(?:["'] to [A-Z0-9(),]+(?: *\([0-9, ]*\))?$|' to [A-Z0-9]+\b.*|' (?:when casting|can't be cast).*|", expected format.*|)$/m,
    ([, message = ""]) => message,
  ],
  [
    /Referenced column "(.*?)" (?:was )?not found/,
    ([, name = ""], tree) =>
      `COLUMN_NOT_FOUND: ${placeOfName(name, tree)}: Column '${name}' cannot be resolved`,
  ],
  [
    /(?:Table|Values list) "(.*?)" does not have a column named "(.*?)"/,
    ([, table = "", name = ""], tree) =>
      `COLUMN_NOT_FOUND: ${placeOfName(name, tree)}: Column '${table}.${name}' cannot be resolved`,
  ],
  [
    /Referenced table "(.*?)" not found/,
    ([, name = ""], tree) =>
      `COLUMN_NOT_FOUND: ${placeOfName(name, tree)}: Column '${name}' cannot be resolved`,
  ],
  [
    /Ambiguous reference to column name "(.*?)"/,
    ([, name = ""], tree) => `AMBIGUOUS_NAME: ${placeOfName(name, tree)}: Column '${name}' is ambiguous`,
  ],
  [
    /column "(.*?)" must appear in the GROUP BY clause/i,
    ([, name = ""], tree) =>
      `EXPRESSION_NOT_AGGREGATE: ${placeOfName(name, tree)}: '${name}' must be an aggregate expression or appear in GROUP BY clause`,
  ],
  [
    /(Cannot (?:compare|mix|combine) .*|No function matches .*|.*explicit (?:type )?cast.*)/,
    ([, message = ""]) => `TYPE_MISMATCH: ${message.replace(/^\w+ Error: | You might need.*/g, "")}`,
  ],
  // Only sums are so wide.
  [/Type INT128 with value/, () => "NUMERIC_VALUE_OUT_OF_RANGE: bigint addition overflow"],
  [/Overflow in (.*)/, ([, what = ""]) => `NUMERIC_VALUE_OUT_OF_RANGE: overflow in ${what}`],
  [/Out of Range Error: (.*)/, ([, message = ""]) => `NUMERIC_VALUE_OUT_OF_RANGE: ${message}`],
  [/Conversion Error: (.*)/, ([, message = ""]) => `INVALID_CAST_ARGUMENT: ${message}`],
  [
    /Could not parse string (.*)/,
    ([, message = ""]) => `INVALID_FUNCTION_ARGUMENT: Invalid format: ${message}`,
  ],
  [
    /Unknown TimeZone '([+-].*?)'/,
    ([, zone = ""]) => `NOT_SUPPORTED: a zone that is an offset is not supported here: ${zone}`,
  ],
  [
    /Unknown TimeZone '(.*?)'/,
    ([, zone = ""]) => `INVALID_FUNCTION_ARGUMENT: '${zone}' is not a valid time zone`,
  ],
  [
    /More than one row returned by a subquery/,
    () => "SUBQUERY_MULTIPLE_ROWS: Scalar sub-query has returned multiple rows",
  ],
  [/^(?:\w+ )?Error: (.*)|^(.*)/, ([, message, other = ""]) => `NOT_SUPPORTED: DuckDB: ${message ?? other}`],
];

/** An error of a native module is no Error to code that runs in another context, as tests do. */
export const messageOf = (error: unknown): string =>
  typeof error === "object" && error !== null && "message" in error ? String(error.message) : String(error);

export function queryErrorOf(error: unknown, tree: TreeNode): QueryError {
  if (error instanceof QueryError) return error;
  const message = messageOf(error);
  for (const [pattern, telling] of WORDINGS) {
    const found = pattern.exec(message);
    if (found === null) continue;
    const told = telling(found, tree);
    return new QueryError(told, told.startsWith("GENERIC_INTERNAL_ERROR") ? 1 : 2);
  }
  return new QueryError(`GENERIC_INTERNAL_ERROR: ${message}`, 1);
}

/** A comparison of what can not be compared: the line where DuckDB stumbled begins with the number of its message. */
export function mismatchOf(error: unknown, mismatches: readonly string[]): QueryError | undefined {
  const message = messageOf(error);
  const number = /Macro same\(\)[\s\S]*\nLINE \d+: \/\*(\d+)\*\//.exec(message)?.[1];
  const mismatch = mismatches[Number(number)];
  return mismatch === undefined ? undefined : new QueryError(mismatch);
}

export const isUndecided = (error: unknown) => /Macro same\(\) has multiple overloads/.test(messageOf(error));

const IDENTIFIERS = new Set(["UnquotedIdentifier", "QuotedIdentifier"]);

/** Where the query first has the name. */
function placeOfName(name: string, tree: TreeNode): string {
  for (const node of descendants(tree, IDENTIFIERS)) {
    if (textOf(node).replaceAll('"', "").toLowerCase() === name.toLowerCase()) return placeOf(node);
  }
  return placeOf(tree);
}
