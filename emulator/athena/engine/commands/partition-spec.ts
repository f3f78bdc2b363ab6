/** PARTITION (day='2026-11-20', symbol='AAPL'), and the same as a path. */

import { hiveEscape } from "../../../hive-paths.ts";
import { QueryError } from "../../query-engine.ts";
import type { Words } from "./words.ts";

/** Values by the lower-case names of their keys. */
export type PartitionSpec = ReadonlyMap<string, string>;

export function specOf(words: Words): PartitionSpec {
  const pairs = words.list((): [string, string] => {
    const key = words.name();
    words.expect("=");
    return [key, words.value()];
  });
  return new Map(pairs);
}

/** The values in the order of the keys; a specification that lacks one is an error. */
export function valuesOf(spec: PartitionSpec, keys: readonly string[]): string[] {
  const unknown = [...spec.keys()].find((name) => !keys.includes(name));
  if (unknown !== undefined || spec.size !== keys.length) {
    throw new QueryError(
      `FAILED: SemanticException [Error 10006]: Partition spec {${[...spec].map(([key, value]) => `${key}=${value}`).join(", ")}} does not name exactly the partition keys ${keys.join(", ")}`,
    );
  }
  return keys.map((key) => spec.get(key) ?? "");
}

/** day=2026-11-20/symbol=AAPL */
export const hivePathOf = (keys: readonly string[], values: readonly string[]) =>
  keys.map((key, at) => `${key}=${hiveEscape(values[at] ?? "")}`).join("/");

/** Where Hive puts a partition: below the table. Without keys it is the table's own place. */
export const partitionLocation = (table: string, keys: readonly string[], values: readonly string[]) =>
  `${table.replace(/\/*$/, "/")}${hivePathOf(keys, values)}`;
