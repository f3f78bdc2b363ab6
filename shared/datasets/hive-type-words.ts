import { nearest } from "./suggestion.ts";

/** Hive's names of types that take no parameters. */
const NAMES = [
  "boolean",
  "tinyint",
  "smallint",
  "int",
  "bigint",
  "float",
  "double",
  "string",
  "binary",
  "date",
  "timestamp",
];

/** What Parquet, Arrow, Spark, pandas and Postgres call them. */
const OTHERS: Readonly<Record<string, string>> = {
  bool: "boolean",
  short: "smallint",
  int16: "smallint",
  int32: "int",
  int64: "bigint",
  long: "bigint",
  real: "float",
  float32: "float",
  float64: "double",
  text: "string",
  str: "string",
  utf8: "string",
  object: "string",
  bytes: "binary",
  datetime: "timestamp",
  timestamptz: "timestamp",
  "datetime64[ns]": "timestamp",
};

/** The type that somebody may have meant by a word which is none. */
export function hiveTypeMeant(word: string): string | undefined {
  const folded = word.toLowerCase();
  return Object.hasOwn(OTHERS, folded) ? OTHERS[folded] : nearest(folded, NAMES);
}
