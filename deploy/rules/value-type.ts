/** What a value is, as Trino names it: enough to tell what Athena would refuse. Maps, structs and the like are unknown. */
export type ValueType =
  | NumberType
  | "boolean"
  | "varchar"
  | "char"
  | "date"
  | "timestamp"
  | "interval day to second"
  | "interval year to month"
  | "list"
  | "null"
  | "unknown";

/** Each becomes any of those behind it by itself. https://trino.io/docs/current/language/types.html */
const NUMBERS = ["tinyint", "smallint", "integer", "bigint", "decimal", "real", "double"] as const;
type NumberType = (typeof NUMBERS)[number];

const BY_NAME: readonly (readonly [RegExp, ValueType])[] = [
  [/^int$/, "integer"],
  [/^float$/, "real"],
  [/^decimal\(.*\)$/, "decimal"],
  [/^(string|varchar\(\d+\))$/, "varchar"],
  [/^char\(\d+\)$/, "char"],
  [/^timestamp\(\d+\)$/, "timestamp"],
  [/^array</, "list"],
];

const SINGLE: ReadonlySet<string> = new Set([
  ...NUMBERS,
  "boolean",
  "varchar",
  "char",
  "date",
  "timestamp",
] satisfies ValueType[]);

/** Of a type as Hive or Trino calls it. */
export function valueTypeOf(name: string): ValueType {
  if (SINGLE.has(name)) return name as ValueType;
  return BY_NAME.find(([names]) => names.test(name))?.[1] ?? "unknown";
}

const rankOf = (type: ValueType) => NUMBERS.indexOf(type as NumberType);

export const isNumber = (type: ValueType) => rankOf(type) >= 0;
export const isFloating = (type: ValueType) => type === "real" || type === "double";
export const isText = (type: ValueType) => type === "varchar" || type === "char";
export const isTime = (type: ValueType) => type === "date" || type === "timestamp";
export const isInterval = (type: ValueType) => type.startsWith("interval ");
/** Nothing can be said against it. */
export const isOpen = (type: ValueType) => type === "null" || type === "unknown";

/** What a value of the first becomes where the second is needed, by itself: numbers wider ones, a date a timestamp. */
export function becomes(from: ValueType, to: ValueType): boolean {
  if (from === to || isOpen(from)) return true;
  if (isNumber(from)) return rankOf(from) <= rankOf(to);
  return (from === "date" && to === "timestamp") || (from === "varchar" && to === "char");
}

/** What both become when they are compared, or are results of one CASE; undefined: Athena refuses it. */
export function commonType(one: ValueType, other: ValueType): ValueType | undefined {
  if (one === "null" || other === "unknown") return other;
  if (other === "null" || one === "unknown") return one;
  if (becomes(one, other)) return other;
  return becomes(other, one) ? one : undefined;
}

const NAMES: Readonly<Record<Exclude<ValueType, NumberType>, string>> = {
  boolean: "a condition",
  varchar: "a text",
  char: "a text",
  date: "a date",
  timestamp: "a timestamp",
  "interval day to second": "an interval",
  "interval year to month": "an interval of months",
  list: "a list",
  null: "NULL",
  unknown: "another type",
};

/** In words: "a number". */
export const nameOfType = (type: ValueType) =>
  isNumber(type) ? "a number" : NAMES[type as Exclude<ValueType, NumberType>];
