/** What a value is, as far as that is known: enough to tell what Athena would not compare. */
export type ValueType = "boolean" | "number" | "text" | "date" | "timestamp" | "null" | "unknown";

const BY_HIVE_TYPE: readonly (readonly [RegExp, ValueType])[] = [
  [/^boolean$/, "boolean"],
  [/^(tinyint|smallint|int|integer|bigint|float|real|double|decimal(\(.*\))?)$/, "number"],
  [/^(string|(var)?char(\(\d+\))?)$/, "text"],
  [/^date$/, "date"],
  [/^timestamp(\(\d+\))?$/, "timestamp"],
];

/** Of a type as Hive or Trino calls it. */
export function valueTypeOf(type: string): ValueType {
  return BY_HIVE_TYPE.find(([names]) => names.test(type))?.[1] ?? "unknown";
}

/** Does Athena compare them? A date becomes a timestamp by itself; a text becomes nothing. */
export function areComparable(one: ValueType, other: ValueType): boolean {
  const isOpen = (type: ValueType) => type === "null" || type === "unknown";
  const isTime = (type: ValueType) => type === "date" || type === "timestamp";
  return one === other || isOpen(one) || isOpen(other) || (isTime(one) && isTime(other));
}

const NAMES: Readonly<Record<ValueType, string>> = {
  boolean: "a condition",
  number: "a number",
  text: "a text",
  date: "a date",
  timestamp: "a timestamp",
  null: "NULL",
  unknown: "another type",
};

export const nameOfType = (type: ValueType) => NAMES[type];
