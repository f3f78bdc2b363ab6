import type { Column, Dataset } from "../shared/datasets/dataset.ts";
import { isHiveType } from "../shared/datasets/hive-type.ts";
import { coercionOf, fileCoercionOf } from "../shared/datasets/type-coercion.ts";

/** The columns of one file, under Hive's types. */
export interface FileSchema {
  readonly file: string;
  /** Names are lower case. Without those that hold nothing but NULL. */
  readonly columns: readonly Column[];
}

/** What of a dataset's declared columns would have to change, so that it accepts what its files hold. */
export interface SchemaChange {
  readonly added: readonly (Column & { readonly files: number })[];
  /** `breaksOld`: partitions that have the old type in Glue could not be read any more. */
  readonly retyped: readonly (Column & { readonly from: string; readonly breaksOld: boolean })[];
  /** Columns whose files no one type can read, with the types. */
  readonly mixed: readonly { readonly name: string; readonly types: readonly string[] }[];
  /** Declared, and in none of the files: Athena reads NULL. */
  readonly absent: readonly string[];
  /** The declaration as it would be. */
  readonly columns: readonly Column[];
}

/** Compares a declaration with the files of a dataset. Without files there is nothing to say. */
export function schemaChange(
  { columns, keys }: Pick<Dataset, "columns" | "keys">,
  files: readonly FileSchema[],
): SchemaChange {
  const seen = typesByName(files);
  for (const { name } of keys) seen.delete(name.toLowerCase());
  const retyped: SchemaChange["retyped"][number][] = [];
  const mixed: SchemaChange["mixed"][number][] = [];
  const kept = columns.map((column): Column => {
    const types = seen.get(column.name.toLowerCase()) ?? [];
    if (types.every((type) => isRead(type, column.type))) return column;
    const type = typeFor(types);
    if (type === undefined) {
      mixed.push({ name: column.name, types: [...new Set(types)] });
      return column;
    }
    const breaksOld = coercionOf(column.type, type) === "refused";
    retyped.push({ name: column.name, type, from: column.type, breaksOld });
    return { ...column, type };
  });
  const declared = new Set(columns.map(({ name }) => name.toLowerCase()));
  const added: SchemaChange["added"][number][] = [];
  for (const [name, types] of seen) {
    if (declared.has(name)) continue;
    const type = typeFor(types);
    if (type === undefined) mixed.push({ name, types: [...new Set(types)] });
    else added.push({ name, type, files: types.length });
  }
  return {
    added,
    retyped,
    mixed,
    absent: files.length === 0 ? [] : [...declared].filter((name) => !seen.has(name)),
    columns: [...kept, ...added.map(({ name, type }) => ({ name, type }))],
  };
}

/** The types of each column, one for each file that has it, in the order in which names were first seen. */
function typesByName(files: readonly FileSchema[]): Map<string, string[]> {
  const seen = new Map<string, string[]>();
  for (const { columns } of files) {
    for (const { name, type } of columns) seen.set(name, [...(seen.get(name) ?? []), type]);
  }
  return seen;
}

/** Does every value of the file arrive as it is? */
function isRead(file: string, declared: string): boolean {
  const coercion = fileCoercionOf(file, declared);
  return coercion === "same" || coercion === "read";
}

/** One of these types by which all of them are read. */
const typeFor = (types: readonly string[]): string | undefined =>
  types.find((one) => isHiveType(one) && types.every((type) => isRead(type, one)));

/** Is there something to change in the declaration, or nothing that would help? */
export const isChange = ({ added, retyped, mixed }: SchemaChange): boolean =>
  added.length + retyped.length + mixed.length > 0;
