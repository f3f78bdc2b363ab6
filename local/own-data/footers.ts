/** What the footers of files say. */

import { open } from "node:fs/promises";
import { join } from "node:path";
import { type AsyncBuffer, parquetMetadataAsync, parquetSchema, type SchemaTree } from "hyparquet";
import { hiddenColumns, hiveColumns, untypedColumns } from "../../emulator/index.ts";
import type { Column } from "../../shared/datasets/dataset.ts";
import { messageOf } from "../../shared/runtime/errors.ts";
import { inParallel } from "../../shared/runtime/parallel.ts";
import { foreignType } from "./foreign-types.ts";
import type { Skipped } from "./skipped.ts";

export interface Footer {
  /** Below the folder, with "/". */
  readonly file: string;
  /** A type that no table can have keeps the name that Parquet has for it. */
  readonly columns: readonly Column[];
  /** Names, lower case, of columns that hold nothing but NULL. */
  readonly untyped: readonly string[];
  /** Names, as written, of columns that differ from another in case alone, which is read in their stead. */
  readonly hidden: readonly string[];
}

/** Each holds half a megabyte. */
const AT_ONCE = 16;

/** Reads the last bytes of every file. One that is no Parquet keeps no other from being read. */
export async function readFooters(
  root: string,
  files: readonly string[],
  onProgress: (read: number, of: number) => void,
): Promise<{ readonly footers: readonly Footer[]; readonly skipped: readonly Skipped[] }> {
  let read = 0;
  const all = await inParallel(files, AT_ONCE, async (file) => {
    const footer = await readFooter(root, file);
    onProgress(++read, files.length);
    return footer;
  });
  return {
    footers: all.filter((one): one is Footer => "columns" in one),
    skipped: all.filter((one): one is Skipped => "kind" in one),
  };
}

async function readFooter(root: string, file: string): Promise<Footer | Skipped> {
  try {
    const schema = await withFile(join(root, file), async (buffer) => {
      return buffer.byteLength === 0 ? undefined : parquetSchema(await parquetMetadataAsync(buffer));
    });
    if (schema === undefined) return { path: file, kind: "empty", reason: "0 bytes" };
    const [columns, untyped, hidden] = [columnsIn(schema), untypedColumns(schema), hiddenColumns(schema)];
    return { file, columns, untyped, hidden };
  } catch (thrown) {
    return { path: file, kind: "broken", reason: `not readable as Parquet: ${messageOf(thrown)}` };
  }
}

function columnsIn(schema: SchemaTree): Column[] {
  const named = ({ children }: SchemaTree, name: string) =>
    children.find(({ element }) => element.name === name) ??
    children.find(({ element }) => element.name.toLowerCase() === name);
  return hiveColumns(schema).map(({ name, type }) => {
    const child = named(schema, name);
    return { name, type: (child && foreignType(child)) ?? type };
  });
}

async function withFile<Answer>(
  path: string,
  read: (buffer: AsyncBuffer) => Promise<Answer>,
): Promise<Answer> {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    return await read({
      byteLength: size,
      async slice(start, end = size) {
        const bytes = Buffer.alloc(end - start);
        await handle.read(bytes, 0, bytes.length, start);
        return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
      },
    });
  } finally {
    await handle.close();
  }
}
