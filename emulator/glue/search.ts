/**
 * The text search of SearchTables, "based on properties in the table metadata as well as on the parent database". The API
 * reference says of it that a value in quotes is matched exactly; of filters, that a property is split into tokens at
 * punctuation, and that tokens are compared as a whole. Here text without quotes is searched for in that way.
 */

import type { TableRecord } from "./records.ts";

/** Whether a table has a property that is the quoted text, or has every word of the text somewhere. */
export function searchOf(text: string): (table: TableRecord) => boolean {
  const quoted = /^"(.*)"$/s.exec(text)?.[1]?.toLowerCase();
  if (quoted !== undefined) return (table) => propertiesOf(table).includes(quoted);
  const words = wordsOf(text.toLowerCase());
  return (table) => {
    const known = new Set(propertiesOf(table).flatMap(wordsOf));
    return words.every((word) => known.has(word));
  };
}

const wordsOf = (text: string) => text.match(/[\p{L}\p{N}_]+/gu) ?? [];

function propertiesOf({ StorageDescriptor: storage = {}, ...table }: TableRecord): string[] {
  const columns = [...(storage.Columns ?? []), ...(table.PartitionKeys ?? [])];
  const properties = [
    table.DatabaseName,
    table.Name,
    table.Description,
    table.Owner,
    table.TableType,
    storage.Location,
    ...columns.flatMap(({ Name, Type, Comment }) => [Name, Type, Comment]),
    ...Object.entries(table.Parameters ?? {}).flat(),
  ];
  return properties.filter((property) => property !== undefined).map((property) => property.toLowerCase());
}
