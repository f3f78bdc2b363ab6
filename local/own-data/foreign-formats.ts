/** What is to be known of a folder that holds a table of another format than plain Parquet. */
import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { phraseOfTable, tablesOfKeys } from "../../operate/table-formats.ts";

/** A sentence for each Delta, Hudi or Iceberg table. A folder that cannot be read has none: its reader says why. */
export async function foreignFormats(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const tables = tablesOfKeys(files.map((file) => relative(folder, file).split(sep).join("/")));
  return tables.map((table) => phraseOfTable(table, join(folder, table.folder)));
}
