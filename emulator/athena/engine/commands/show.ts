/** SHOW and DESCRIBE. */

import { QueryError } from "../../query-engine.ts";
import { quoteText } from "../text.ts";
import { type Command, lines, namesIn, tableEntry, tableName } from "./command.ts";
import { columnsOf, type DescribedColumn } from "./describe.ts";
import { hivePathOf, specOf } from "./partition-spec.ts";
import type { Words } from "./words.ts";

/** `*` stands for any text and `|` separates alternatives: Hive's patterns, not SQL's. */
export function pattern(words: Words): (name: string) => boolean {
  const text = words.take("LIKE") ? words.value() : words.optionalValue();
  if (text === undefined) return () => true;
  const source = text
    .toLowerCase()
    .replace(/[\\^$.+?()[\]{}]/g, "\\$&")
    .replaceAll("*", ".*");
  const wanted = new RegExp(`^(${source})$`, "s");
  return (name) => wanted.test(name);
}

export const showDatabases: Command = (words, { glue }) => {
  const wanted = pattern(words);
  words.end();
  return lines(["database_name"], [...glue.databases.keys()].filter(wanted).sort());
};

export const showTables: Command = (words, context) => {
  const { database, wanted } = namesIn(words, context, pattern);
  const names = [...(context.glue.databases.get(database)?.tables.keys() ?? [])];
  return lines(["tab_name"], names.filter(wanted).sort());
};

/** `SHOW COLUMNS IN table`, or `… IN table IN database`. */
export const showColumns: Command = (words, context) => {
  if (!words.take("IN")) words.expect("FROM");
  const { database, name } = tableName(words, context);
  const elsewhere = words.take("IN") || words.take("FROM") ? words.name() : database;
  words.end();
  const { columns, keys } = columnsOf(tableEntry(context, { database: elsewhere, name }).record);
  return lines(
    ["field"],
    [...columns, ...keys].map((column) => column.name.padEnd(20)),
  );
};

export const showPartitions: Command = (words, context) => {
  const entry = tableEntry(context, tableName(words, context));
  const spec = words.take("PARTITION") ? specOf(words) : new Map<string, string>();
  words.end();
  const keys = (entry.record.PartitionKeys ?? []).map(({ Name }) => Name);
  if (keys.length === 0) {
    throw new QueryError(
      `FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. Table ${entry.record.Name} is not a partitioned table`,
    );
  }
  const wanted = [...entry.partitions.values()].filter(({ record }) =>
    keys.every((key, at) => (spec.get(key.toLowerCase()) ?? record.Values[at]) === record.Values[at]),
  );
  return lines(["partition"], wanted.map(({ record }) => hivePathOf(keys, record.Values)).sort());
};

/** All properties, or the one that is named. */
export const showProperties: Command = (words, context) => {
  const { record } = tableEntry(context, tableName(words, context));
  const [name] = words.take("(") ? [words.value()] : [];
  if (name !== undefined) words.expect(")");
  words.end();
  const properties = Object.entries(record.Parameters ?? {});
  const row = ([key, value]: [string, string]) => `${key}\t${value}`;
  if (name === undefined) return lines(["prpt_name", "prpt_value"], properties.map(row));
  const found = properties.find(([key]) => key === name);
  const missing = `Table ${record.DatabaseName}.${record.Name} does not have property: ${name}`;
  return lines(["prpt_name", "prpt_value"], [found === undefined ? missing : row(found)]);
};

/** A statement that makes the same table again. */
export const showCreateTable: Command = (words, context) => {
  const entry = tableEntry(context, tableName(words, context));
  words.end();
  const { record } = entry;
  const { columns, keys } = columnsOf(record);
  const list = (items: readonly DescribedColumn[]) =>
    items.map(({ name, type, comment }, at) => {
      const note = comment === "" ? "" : ` COMMENT ${quoteText(comment)}`;
      return `  \`${name}\` ${type}${note}${at === items.length - 1 ? ")" : ", "}`;
    });
  const { SerdeInfo, InputFormat = "", OutputFormat = "", Location = "" } = record.StorageDescriptor ?? {};
  const properties = Object.entries(record.Parameters ?? {});
  return lines(
    ["createtab_stmt"],
    [
      `CREATE EXTERNAL TABLE \`${record.DatabaseName}.${record.Name}\`(`,
      ...list(columns),
      ...(keys.length === 0 ? [] : ["PARTITIONED BY ( ", ...list(keys)]),
      "ROW FORMAT SERDE ",
      `  ${quoteText(SerdeInfo?.SerializationLibrary ?? "")} `,
      "STORED AS INPUTFORMAT ",
      `  ${quoteText(InputFormat)} `,
      "OUTPUTFORMAT ",
      `  ${quoteText(OutputFormat)}`,
      "LOCATION",
      `  ${quoteText(Location)}`,
      ...(properties.length === 0 ? [] : ["TBLPROPERTIES ("]),
      ...properties.map(
        ([name, value], at) =>
          `  ${quoteText(name)}=${quoteText(value)}${at === properties.length - 1 ? ")" : ", "}`,
      ),
    ],
  );
};
