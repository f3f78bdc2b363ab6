/** Which columns Parquet files have. A footer is read once for every version of an object. */

import type { DuckDBConnection } from "@duckdb/node-api";
import { QueryError } from "../query-engine.ts";
import { messageOf } from "./query-errors.ts";
import type { FileObject } from "./table-files.ts";
import { quoteText, quoteTexts } from "./text.ts";

/** Names in lower case, with DuckDB's types. */
export type Shape = ReadonlyMap<string, FileColumn>;

export interface FileColumn {
  /** As the file writes it. */
  readonly name: string;
  readonly type: string;
}

export interface ShapedFiles {
  readonly shape: Shape;
  readonly files: readonly string[];
}

export class ParquetShapes {
  /** By path and ETag: the text that describes all columns of the file. */
  readonly #described = new Map<string, string>();
  readonly #shapes = new Map<string, Shape>();

  /** The files, by what columns they have. */
  async of(
    files: readonly string[],
    objects: ReadonlyMap<string, FileObject>,
    connection: DuckDBConnection,
  ): Promise<ShapedFiles[]> {
    const keyOf = (file: string) => `${file} ${objects.get(file)?.eTag}`;
    const unknown = files.filter((file) => !this.#described.has(keyOf(file)));
    for (const [file, description] of await describe(unknown, objects, connection)) {
      this.#described.set(keyOf(file), description);
    }
    const groups = new Map<string, string[]>();
    for (const file of files) {
      const description = this.#described.get(keyOf(file)) ?? "";
      const group = groups.get(description) ?? [];
      group.push(file);
      groups.set(description, group);
    }
    const shaped: ShapedFiles[] = [];
    for (const [description, group] of groups) {
      const [first = ""] = group;
      const shape = this.#shapes.get(description) ?? (await shapeOf(first, connection));
      this.#shapes.set(description, shape);
      shaped.push({ shape, files: group });
    }
    return shaped;
  }
}

/** All footers by one query, or one by one to find the file that is none of Parquet's. */
async function describe(
  files: readonly string[],
  objects: ReadonlyMap<string, FileObject>,
  connection: DuckDBConnection,
): Promise<[string, string][]> {
  if (files.length === 0) return [];
  try {
    const result = await connection.runAndReadAll(
      `SELECT file_name, string_agg(concat_ws(' ', name, type, type_length, repetition_type, num_children,
         converted_type, scale, precision, logical_type), '|')
       FROM parquet_schema(${quoteTexts(files)}) GROUP BY file_name`,
    );
    return result.getRows().map(([file, description]) => [String(file), String(description)]);
  } catch (error) {
    const [only] = files;
    if (files.length === 1 && only !== undefined)
      throw notParquet(objects.get(only)?.location ?? only, error);
    const described: [string, string][] = [];
    for (const file of files) described.push(...(await describe([file], objects, connection)));
    return described;
  }
}

function notParquet(location: string, error: unknown): QueryError {
  const reason = messageOf(error).split("\n")[0];
  return new QueryError(`HIVE_BAD_DATA: Not valid Parquet file: ${location} (${reason})`);
}

async function shapeOf(file: string, connection: DuckDBConnection): Promise<Shape> {
  const result = await connection.runAndReadAll(
    `DESCRIBE SELECT * FROM read_parquet(${quoteText(file)}, hive_partitioning = false)`,
  );
  return new Map(
    result
      .getRows()
      .map(([name, type]) => [String(name).toLowerCase(), { name: String(name), type: String(type) }]),
  );
}
