/** Which types of Parquet columns Athena reads as which types of Glue columns, and how. */

import { TO_MILLISECONDS } from "./prelude-casts.ts";

const WIDER: Readonly<Record<string, readonly string[]>> = {
  SMALLINT: ["TINYINT", "UTINYINT"],
  INTEGER: ["TINYINT", "SMALLINT", "UTINYINT", "USMALLINT"],
  BIGINT: ["TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER"],
  DOUBLE: ["FLOAT"],
};

/** Parquet's times of any precision, with UTC or without a zone, are what Glue calls timestamp. */
const TIMESTAMPS = /^TIMESTAMP(_S|_MS|_NS| WITH TIME ZONE)?$/;

/** The value as the type, or undefined when the two are incompatible. */
export function readableAs(value: string, from: string, to: string): string | undefined {
  if (to === "TIMESTAMP") return TIMESTAMPS.test(from) ? TO_MILLISECONDS(value) : undefined;
  if (from === to) return value;
  if (WIDER[to]?.includes(from)) return `CAST(${value} AS ${to})`;
  if (to === "VARCHAR" && (from === "BLOB" || from === "JSON" || from.startsWith("ENUM"))) {
    return from === "BLOB" ? `decode(${value})` : `CAST(${value} AS VARCHAR)`;
  }
  if (to === "BLOB" && from === "VARCHAR") return `encode(${value})`;
  if (to.startsWith("DECIMAL") && from.startsWith("DECIMAL")) return `CAST(${value} AS ${to})`;
  return kindOf(from) !== undefined && kindOf(from) === kindOf(to) ? `CAST(${value} AS ${to})` : undefined;
}

function kindOf(type: string): string | undefined {
  if (type.endsWith("[]")) return "list";
  return /^(STRUCT|MAP)\(/.exec(type)?.[1];
}
