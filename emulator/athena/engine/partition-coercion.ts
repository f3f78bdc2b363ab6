/**
 * Which of a partition's types Athena turns into which of its table's, so that every value arrives as it is. The pairs
 * that it may let pass with a loss are refused here.
 *
 * Sources: Trino's HiveCoercionPolicy; https://docs.aws.amazon.com/athena/latest/ug/updates-and-partitions.html
 */

import { splitAtCommas } from "./types.ts";

/** What a primitive turns into besides itself. Decimals and texts with a length: see hasRoom(). */
const WIDER: ReadonlyMap<string, readonly string[]> = new Map([
  ["tinyint", ["smallint", "int", "bigint", "string"]],
  ["smallint", ["int", "bigint", "string"]],
  ["int", ["bigint", "string"]],
  ["bigint", ["string"]],
  ["float", ["double"]],
  ["varchar", ["string"]],
]);

/** Does a column that the partition declares with the one type turn into the other, its table's? */
export function turnsInto(partition: string, table: string): boolean {
  return isTurned(oneSpelling(partition), oneSpelling(table));
}

/** Case, spaces, Hive's two names of int and the precision that a decimal has unless it is written make no other type. */
function oneSpelling(type: string): string {
  return type
    .toLowerCase()
    .replace(/\s+/g, "")
    .replace(/\binteger(?=[>,]|$)/g, "int")
    .replace(/\bdecimal(?=[>,]|$)/g, "decimal(10)")
    .replace(/\bdecimal\((\d+)\)/g, "decimal($1,0)");
}

function isTurned(from: string, to: string): boolean {
  if (from === to) return true;
  const [one, other] = [nestedIn(from), nestedIn(to)];
  if (one === undefined || other === undefined) return one === other && isWidened(from, to);
  if (one.kind !== other.kind) return false;
  if (one.kind === "struct") return areFieldsTurned(one.parts, other.parts);
  return (
    one.parts.length === other.parts.length && one.parts.every((part, at) => isTurned(part, other.parts[at]!))
  );
}

function nestedIn(type: string): { readonly kind: string; readonly parts: readonly string[] } | undefined {
  const [, kind, inner = ""] = /^(array|map|struct)<(.*)>$/.exec(type) ?? [];
  return kind === undefined ? undefined : { kind, parts: splitAtCommas(inner) };
}

/** Fields may be added and dropped at the end; before that, each must keep its name. */
function areFieldsTurned(fields: readonly string[], others: readonly string[]): boolean {
  return fields.slice(0, others.length).every((field, at) => {
    const [name, type] = fieldOf(field);
    const [otherName, otherType] = fieldOf(others[at]!);
    return name === otherName && isTurned(type, otherType);
  });
}

function fieldOf(field: string): [name: string, type: string] {
  const colon = field.indexOf(":");
  return [field.slice(0, colon), field.slice(colon + 1)];
}

function isWidened(from: string, to: string): boolean {
  const [one, other] = [primitiveOf(from), primitiveOf(to)];
  if (one.name !== other.name) return WIDER.get(one.name)?.includes(other.name) === true;
  return ["decimal", "varchar", "char"].includes(one.name) && hasRoom(other, one);
}

interface Primitive {
  readonly name: string;
  /** Characters of a text; digits of a decimal, and how many of them stand behind its point. */
  readonly size: number;
  readonly scale: number;
}

function primitiveOf(type: string): Primitive {
  const [, name = "", size, scale] = /^(\w+)(?:\((\d+)(?:,(\d+))?\))?$/.exec(type) ?? [];
  return { name, size: Number(size ?? 0), scale: Number(scale ?? 0) };
}

/** On both sides of a decimal's point. */
function hasRoom(wider: Primitive, narrower: Primitive): boolean {
  return wider.scale >= narrower.scale && wider.size - wider.scale >= narrower.size - narrower.scale;
}
