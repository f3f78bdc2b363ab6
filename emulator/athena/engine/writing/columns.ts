/** The columns of a query as those of a table. */

import { QueryError } from "../../query-engine.ts";
import type { SelectedColumn } from "../query-columns.ts";
import { glueTypeOfTrino, trinoTypeOfDuck } from "../types.ts";

/** Throws NOT_SUPPORTED for a type that Hive lacks. */
export const glueTypeOf = ({ type }: SelectedColumn) => glueTypeOfTrino(trinoTypeOfDuck(type));

/** The partition keys are the last columns of a query, in their order (Athena User Guide, "CREATE TABLE AS"). */
export function checkKeys(columns: readonly SelectedColumn[], keys: readonly string[]): void {
  const names = columns.map(({ name }) => name);
  const missing = keys.filter((key) => !names.includes(key));
  if (missing.length > 0) {
    throw new QueryError(
      `INVALID_TABLE_PROPERTY: Partition columns [${missing.join(", ")}] not present in schema`,
    );
  }
  if (keys.length === names.length) {
    throw new QueryError("INVALID_TABLE_PROPERTY: Table contains only partition columns");
  }
  if (keys.every((key, at) => names[names.length - keys.length + at] === key)) return;
  throw new QueryError(
    `HIVE_COLUMN_ORDER_MISMATCH: Partition keys must be the last columns in the table and in the same order as the table properties: [${keys.join(", ")}]`,
  );
}
