import type { SchemaElement } from "hyparquet";
import { ByteWriter, parquetWrite } from "hyparquet-writer";

/** How Parquet stores a Hive type. */
const PHYSICAL = {
  string: { type: "BYTE_ARRAY", converted_type: "UTF8" },
  double: { type: "DOUBLE" },
  bigint: { type: "INT64" },
  timestamp: { type: "INT64", converted_type: "TIMESTAMP_MILLIS" },
} as const satisfies Readonly<Record<string, Omit<SchemaElement, "name">>>;

/** A column of a table that the product writes. */
export interface WrittenColumn<Name extends string = string> {
  readonly name: Name;
  readonly type: keyof typeof PHYSICAL;
}

/** A row of such a table: numbers, texts and instants, null where there is nothing to say. */
export type WrittenRow<Name extends string> = Readonly<Record<Name, string | number | Date | null>>;

export const PARQUET_TYPE = "application/vnd.apache.parquet";

/** Rows as Parquet. The schema is the same whatever the rows hold: a column of NULLs has its type all the same. */
export function parquetOf<Name extends string>(
  columns: readonly WrittenColumn<Name>[],
  rows: readonly WrittenRow<Name>[],
): Uint8Array {
  const schema: SchemaElement[] = [
    { name: "root", num_children: columns.length },
    ...columns.map(
      ({ name, type }): SchemaElement => ({ name, repetition_type: "OPTIONAL", ...PHYSICAL[type] }),
    ),
  ];
  const writer = new ByteWriter();
  parquetWrite({
    writer,
    schema,
    columnData: columns.map(({ name, type }) => ({
      name,
      data: rows.map((row) => (type === "bigint" ? wholeNumber(row[name]) : row[name])),
    })),
  });
  return writer.getBytes();
}

function wholeNumber(value: string | number | Date | null): bigint | null {
  return value === null ? null : BigInt(Math.round(Number(value)));
}
