/** A result as Athena gives it: the types of its columns, and every cell as text. */

import type {
  DuckDBBlobValue,
  DuckDBIntervalValue,
  DuckDBListType,
  DuckDBListValue,
  DuckDBMapType,
  DuckDBMapValue,
  DuckDBStructType,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBType,
  DuckDBValue,
} from "@duckdb/node-api";
import { type QueryColumn, QueryError } from "../query-engine.ts";
import { numberText } from "./number-text.ts";

/** Names, precisions and scales as GetQueryResults was seen to give them. */
const COLUMN_TYPES: Readonly<Record<string, readonly [type: string, precision: number, scale?: number]>> = {
  BOOLEAN: ["boolean", 0],
  TINYINT: ["tinyint", 3],
  SMALLINT: ["smallint", 5],
  INTEGER: ["integer", 10],
  BIGINT: ["bigint", 19],
  // sum() of DuckDB is wider than Trino's; a value beyond bigint fails below.
  HUGEINT: ["bigint", 19],
  UBIGINT: ["bigint", 19],
  UINTEGER: ["bigint", 19],
  FLOAT: ["float", 17],
  DOUBLE: ["double", 17],
  DATE: ["date", 0],
  TIME: ["time", 3],
  TIMESTAMP: ["timestamp", 3],
  "TIMESTAMP WITH TIME ZONE": ["timestamp with time zone", 3],
  BLOB: ["varbinary", 1_073_741_824],
  VARCHAR: ["varchar", 2_147_483_647],
  JSON: ["json", 0],
  INTERVAL: ["interval day to second", 0],
  SQLNULL: ["unknown", 0],
};

export function columnOf(name: string, type: DuckDBType): QueryColumn {
  const [kind, precision, scale = 0] = columnTypeOf(type);
  return { name, type: kind, precision, scale };
}

function columnTypeOf(type: DuckDBType): readonly [string, number, number?] {
  const text = type.alias ?? String(type);
  const known = COLUMN_TYPES[text];
  if (known !== undefined) return known;
  const [, precision, scale] = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(text) ?? [];
  if (precision !== undefined) return ["decimal", Number(precision), Number(scale)];
  if (text.endsWith("[]")) return ["array", 0];
  if (text.startsWith("STRUCT")) return ["row", 0];
  if (text.startsWith("MAP")) return ["map", 0];
  throw new QueryError(`NOT_SUPPORTED: a result of DuckDB's type ${text} is not supported here`);
}

export function cellOf(value: DuckDBValue, type: DuckDBType): string | null {
  return value === null ? null : textOf(value, type);
}

/** Inside arrays, rows and maps NULL is the word null. */
const innerText = (value: DuckDBValue, type: DuckDBType): string =>
  value === null ? "null" : textOf(value, type);

const BIGINT_MAX = 2n ** 63n - 1n;

const TEXTS: Readonly<Record<string, (value: DuckDBValue) => string>> = {
  FLOAT: (value) => numberText(value as number, true),
  DOUBLE: (value) => numberText(value as number),
  // With a sign beyond four digits, as in java.time.
  DATE: (value) => String(value).replace(/^\d{5,}-/, "+$&"),
  TIMESTAMP: (value) => timestampText((value as DuckDBTimestampValue).micros),
  "TIMESTAMP WITH TIME ZONE": (value) => `${timestampText((value as DuckDBTimestampTZValue).micros)} UTC`,
  TIME: (value) =>
    String(value)
      .replace(/(\.\d{3})\d*$/, "$1")
      .replace(/^([\d:]+)$/, "$1.000"),
  BLOB: (value) =>
    [...(value as DuckDBBlobValue).bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" "),
  INTERVAL: (value) => intervalText(value as DuckDBIntervalValue),
  HUGEINT(value) {
    const whole = value as bigint;
    if (whole > BIGINT_MAX || whole < -BIGINT_MAX - 1n) {
      throw new QueryError("NUMERIC_VALUE_OUT_OF_RANGE: bigint addition overflow");
    }
    return String(whole);
  },
};

function textOf(value: DuckDBValue, type: DuckDBType): string {
  const name = type.alias ?? String(type);
  const text = TEXTS[name];
  if (text !== undefined) return text(value);
  if (name.endsWith("[]")) return listText(value as DuckDBListValue, type as DuckDBListType);
  if (name.startsWith("STRUCT")) return rowText(value as DuckDBStructValue, type as DuckDBStructType);
  if (name.startsWith("MAP")) return mapText(value as DuckDBMapValue, type as DuckDBMapType);
  return String(value);
}

const listText = ({ items }: DuckDBListValue, { valueType }: DuckDBListType): string =>
  `[${items.map((item) => innerText(item, valueType)).join(", ")}]`;

/** Fields without a name are field0, field1, … in Trino. */
const rowText = (value: DuckDBStructValue, { entryNames, entryTypes }: DuckDBStructType): string => {
  const values = Object.values(value.entries);
  const fields = entryNames.map((name, at) => {
    const field = values[at] ?? null;
    return `${name === "" ? `field${at}` : name}=${innerText(field, entryTypes[at] as DuckDBType)}`;
  });
  return `{${fields.join(", ")}}`;
};

const mapText = ({ entries }: DuckDBMapValue, { keyType, valueType }: DuckDBMapType): string =>
  `{${entries.map(({ key, value }) => `${innerText(key, keyType)}=${innerText(value, valueType)}`).join(", ")}}`;

/** 2025-11-26 14:30:00.000 */
function timestampText(micros: bigint): string {
  const millis = Number(micros / 1000n - (micros % 1000n < 0n ? 1n : 0n));
  return new Date(millis).toISOString().replace("T", " ").replace("Z", "");
}

/** Months print as "1-6", days and less as "2 03:04:05.678". */
function intervalText({ months, days, micros }: DuckDBIntervalValue): string {
  if (months !== 0) {
    const size = Math.abs(months);
    return `${months < 0 ? "-" : ""}${Math.floor(size / 12)}-${size % 12}`;
  }
  const millis = BigInt(days) * 86_400_000n + micros / 1000n;
  const size = millis < 0n ? -millis : millis;
  const clock = new Date(Number(size % 86_400_000n)).toISOString().slice(11, 23);
  return `${millis < 0n ? "-" : ""}${size / 86_400_000n} ${clock}`;
}
