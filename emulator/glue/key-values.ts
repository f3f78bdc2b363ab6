/**
 * How values of partition keys compare: by the Glue type of the key. The types that GetPartitions documents are
 * string, date, timestamp, int, bigint, long, tinyint, smallint and decimal.
 */

import type { Column } from "@aws-sdk/client-glue";
import type { Wire } from "../wire/validation.ts";
import { invalidInput } from "./errors.ts";

/** Negative, zero or positive; undefined when one side is no value of the type, which SQL calls unknown. */
export type Comparison = (left: string, right: string) => number | undefined;

/** What Hive and Spark write as the value of a key that is null. */
export const NULL_VALUE = "__HIVE_DEFAULT_PARTITION__";

const NUMBER_TYPES = /^(tinyint|smallint|int|integer|bigint|long|decimal(\(.*\))?)$/;
/** Dates and timestamps are written so that their order is that of their text. */
const TEXT_TYPES = /^(string|varchar\(.*\)|char\(.*\)|date|timestamp)$/;

export function comparisonOf(key: Wire<Column>): Comparison {
  const type = (key.Type ?? "string").toLowerCase();
  if (TEXT_TYPES.test(type)) return compareTexts;
  if (NUMBER_TYPES.test(type)) return compareNumbers;
  throw invalidInput(`Partition key ${key.Name} of type ${type} is not supported in an expression`);
}

/** A literal that the key can never equal is a mistake of the caller's, not a partition that does not match. */
export function checkLiteral(key: Wire<Column>, literal: string): string {
  if (comparisonOf(key)(literal, literal) === undefined) {
    throw invalidInput(`'${literal}' is not a value of partition key ${key.Name} of type ${key.Type}`);
  }
  return literal;
}

function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** Exact at any length: bigint and decimal keys do not fit a JavaScript number. */
function compareNumbers(left: string, right: string): number | undefined {
  const scale = Math.max(scaleOf(left), scaleOf(right));
  const [one, other] = [scaled(left, scale), scaled(right, scale)];
  if (one === undefined || other === undefined) return undefined;
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

const scaleOf = (text: string) => text.split(".")[1]?.length ?? 0;

function scaled(text: string, scale: number): bigint | undefined {
  if (!/^[+-]?\d+(\.\d+)?$/.test(text)) return undefined;
  const [whole = "", fraction = ""] = text.split(".");
  const digits = BigInt(`${whole.replace(/^[+-]/, "")}${fraction.padEnd(scale, "0")}`);
  return whole.startsWith("-") ? -digits : digits;
}
