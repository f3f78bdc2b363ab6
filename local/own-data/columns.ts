/** The columns of a table that is made of files. */
import type { Column } from "../../shared/datasets/dataset.ts";
import { isHiveType } from "../../shared/datasets/hive-type.ts";
import { printable } from "../../shared/runtime/text.ts";
import type { Footer } from "./footers.ts";

export interface FileColumns {
  readonly columns: readonly Column[];
  readonly notes: readonly string[];
  /** What no table can have. */
  readonly problems: readonly string[];
}

/** Glue API, NameString: 1 to 255 characters. */
export const NAME_LENGTH = 255;

/** Has a column a name that an entry of the list takes? */
export const isDeclarable = ({ name }: { readonly name: string }) => /^[a-z0-9_]+$/.test(name);

/** Files may lack columns, which Athena reads as NULL; a column of two types nobody can read. */
export function columnsOf(footers: readonly Footer[], keys: readonly string[]): FileColumns {
  const { seen, mixed } = merge(footers);
  const shadowed = keys.filter((name) => seen.delete(name));
  const ofUntyped = [...notesOfUntyped(footers, seen)];
  for (const { name } of ofUntyped) seen.delete(name);
  const odd = [...seen.values()].flatMap((column) => {
    const problem = problemOf(column);
    return problem === undefined ? [] : [{ name: column.name, problem }];
  });
  for (const { name } of odd) seen.delete(name);
  const notes = [
    ...ofUntyped.map(({ note }) => note),
    ...notesOfHidden(footers),
    ...shadowed.map(
      (name) => `the column ${name} of the files is hidden by the partition key of the same name`,
    ),
    ...odd.map(({ name, problem }) => `the column ${JSON.stringify(name)} is left out: ${problem}`),
    ...notesOfPartial(footers, seen),
  ];
  const none = seen.size === 0 && mixed.length === 0 ? ["the files have no column that Athena can read"] : [];
  return {
    columns: [...seen.values()],
    notes: notes.map(printable),
    problems: [...mixed, ...none].map(printable),
  };
}

function merge(footers: readonly Footer[]): { seen: Map<string, Column>; mixed: readonly string[] } {
  const seen = new Map<string, Column>();
  const firstWith = new Map<string, string>();
  const mixed: string[] = [];
  for (const { file, columns } of footers) {
    for (const column of columns) {
      const before = seen.get(column.name);
      if (before === undefined) {
        seen.set(column.name, column);
        firstWith.set(column.name, file);
      } else if (before.type !== column.type) {
        const { name, type } = before;
        mixed.push(
          `mixed schemas: column ${name} is ${type} in ${firstWith.get(name)} and ${column.type} in ${file}`,
        );
      }
    }
  }
  return { seen, mixed };
}

/** Why a table cannot have the column, if so. Any other name can be had, and is written in quotes. */
function problemOf({ name, type }: Column): string | undefined {
  if (name === "" || name.length > NAME_LENGTH) return `Glue takes names of 1 to ${NAME_LENGTH} characters`;
  if (printable(name) !== name) return "its name has characters that cannot be printed";
  return isHiveType(type) ? undefined : `Athena has no type ${type}`;
}

function* notesOfPartial(
  footers: readonly Footer[],
  columns: ReadonlyMap<string, Column>,
): Generator<string> {
  const files = new Map<string, number>();
  for (const { columns: own, untyped } of footers) {
    for (const name of [...own.map((column) => column.name), ...untyped]) {
      files.set(name, (files.get(name) ?? 0) + 1);
    }
  }
  const partial = [...columns.keys()].filter((name) => (files.get(name) ?? 0) < footers.length);
  if (partial.length > 0) yield `not in every file, NULL where missing: ${partial.join(", ")}`;
}

/**
 * The columns of NULLs that the table cannot have. Athena compares the type of a file's column with the table's even if
 * there are only NULLs: Arrow writes int32.
 */
function* notesOfUntyped(
  footers: readonly Footer[],
  columns: ReadonlyMap<string, Column>,
): Generator<{ readonly name: string; readonly note: string }> {
  const found = new Map(footers.toReversed().flatMap((one) => one.untyped.map((name) => [name, one.file])));
  for (const [name, file] of found) {
    const type = columns.get(name)?.type;
    if (type === "int") continue;
    const left = `the column ${JSON.stringify(name)} is left out:`;
    const note =
      type === undefined
        ? `${left} all its values are NULL and tell of no type`
        : `${left} in ${file} it has only NULLs and no type, ${type} elsewhere, and Athena may refuse to read ` +
          "that (HIVE_BAD_DATA); write it with its type";
    yield { name, note };
  }
}

function* notesOfHidden(footers: readonly Footer[]): Generator<string> {
  const found = new Map(footers.toReversed().flatMap((one) => one.hidden.map((name) => [name, one.file])));
  for (const [name, file] of found) {
    yield `the column ${name} of ${file} is hidden by ${name.toLowerCase()}: they differ in case alone, ` +
      "which Athena does not tell apart";
  }
}
