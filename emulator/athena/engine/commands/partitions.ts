/** Partitions of a table: added, dropped, and found by MSCK REPAIR TABLE. */

import type { TableEntry } from "../../../glue/store.ts";
import { hiveUnescape } from "../../../hive-paths.ts";
import { QueryError } from "../../query-engine.ts";
import { asHive, type Command, type Context, done, tableEntry, tableName } from "./command.ts";
import { hivePathOf, type PartitionSpec, partitionLocation, specOf, valuesOf } from "./partition-spec.ts";
import type { Words } from "./words.ts";

/** Glue keeps the case of keys; Hive tells none apart. */
const keysOf = ({ record }: TableEntry) => (record.PartitionKeys ?? []).map(({ Name }) => Name.toLowerCase());

/** Without a LOCATION the partition is where Hive would put it, below the table. */
export function createPartition(
  { glue }: Pick<Context, "glue">,
  table: TableEntry,
  values: string[],
  location?: string,
): void {
  const descriptor = table.record.StorageDescriptor;
  glue.createPartition(table, {
    Values: values,
    StorageDescriptor: {
      ...descriptor,
      Location: location ?? partitionLocation(descriptor?.Location ?? "", keysOf(table), values),
    },
  });
}

export function addPartitions(words: Words, context: Context, table: TableEntry, ifNotExists: boolean) {
  const wanted: { values: string[]; location: string | undefined }[] = [];
  do {
    const values = valuesOf(specOf(words), keysOf(table));
    wanted.push({ values, location: words.take("LOCATION") ? words.value() : undefined });
  } while (words.take("PARTITION"));
  words.end();
  for (const { values, location } of wanted) {
    if (ifNotExists && context.glue.findPartition(table, values) !== undefined) continue;
    asHive(() => createPartition(context, table, values, location));
  }
  return done();
}

/** A specification with fewer keys drops all partitions that have its values, as in Hive. */
export function dropPartitions(words: Words, { glue }: Context, table: TableEntry, ifExists: boolean) {
  const specs = [specOf(words)];
  while (words.take(",")) {
    words.expect("PARTITION");
    specs.push(specOf(words));
  }
  words.end();
  for (const spec of specs) {
    const matching = [...table.partitions.values()].filter(({ record }) =>
      matches(table, record.Values, spec),
    );
    if (matching.length === 0 && !ifExists) {
      throw new QueryError(
        `FAILED: SemanticException [Error 10006]: Partition not found (${[...spec].map(([key, value]) => `${key} = '${value}'`).join(" AND ")})`,
      );
    }
    for (const { record } of matching) asHive(() => glue.deletePartition(table, record.Values));
  }
  return done();
}

const matches = (table: TableEntry, values: readonly string[], spec: PartitionSpec) =>
  [...spec].every(([key, value]) => values[keysOf(table).indexOf(key)] === value);

/**
 * Adds what lies below the table in folders `key=value` and is not registered; drops nothing. Folders with capitals in
 * the name of a key are passed over, as AWS documents: "Athena requires that … the partition keys are lower case".
 */
export const repairTable: Command = (words, context) => {
  const name = tableName(words, context);
  words.end();
  const table = tableEntry(context, name);
  const found = unregistered(context, table);
  for (const { values, location } of found) asHive(() => createPartition(context, table, values, location));
  const paths = found.map(({ values }) => `${name.name}:${hivePathOf(keysOf(table), values)}`);
  return done([
    ...(paths.length === 0 ? [] : [`Partitions not in metastore:\t${paths.join("\t")}`]),
    ...paths.map((path) => `Repair: Added partition to metastore ${path}`),
  ]);
};

function unregistered({ glue, s3 }: Context, table: TableEntry) {
  const [, bucket = "", folder = ""] =
    /^s3[an]?:\/\/([^/]+)\/?(.*?)\/*$/s.exec(table.record.StorageDescriptor?.Location ?? "") ?? [];
  const keys = keysOf(table);
  if (keys.length === 0 || !s3.buckets().some(({ name }) => name === bucket)) return [];
  const prefix = folder === "" ? "" : `${folder}/`;
  const found = new Map<string, { values: string[]; location: string }>();
  for (const { key } of s3.list(bucket, prefix)) {
    const folders = key.slice(prefix.length).split("/").slice(0, keys.length);
    if (folders.length < keys.length || key.slice(prefix.length).split("/").length <= keys.length) continue;
    const values = folders.map((part, at) => valueIn(part, keys[at] ?? ""));
    if (!values.every((value) => value !== undefined)) continue;
    if (glue.findPartition(table, values) !== undefined) continue;
    found.set(folders.join("/"), { values, location: `s3://${bucket}/${prefix}${folders.join("/")}` });
  }
  return [...found.values()];
}

/** Hive's own reading, which differs from the registrar's: it knows of no UTF-8 in escapes. */
const valueIn = (folder: string, key: string): string | undefined =>
  folder.startsWith(`${key}=`) ? hiveUnescape(folder.slice(key.length + 1)) : undefined;
