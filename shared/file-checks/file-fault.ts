import { printable } from "../runtime/text.ts";

/** Something about a file that its table's readers will notice. */
export interface FileFault {
  readonly kind:
    | "unreadable"
    | "no column"
    | "type"
    | "nanoseconds"
    | "lossy"
    | "missing"
    | "written twice"
    | "no rows"
    | "empty row groups";
  /** Do queries fail on it, or read other values? Otherwise it is odd, and harms nobody who knows. */
  readonly breaks: boolean;
  readonly column?: string;
  /** The file's type, under Hive's name. */
  readonly file?: string;
  readonly table?: string;
  /** What of an unreadable file, or of rows. */
  readonly what?: string;
}

/** A fault in words, to follow the file's name. */
export function wordsOf({ kind, column = "", file, table, what }: FileFault): string {
  const name = printable(column);
  switch (kind) {
    case "unreadable":
      return what ?? "it cannot be read";
    case "no column":
      return "it has no column of the table";
    case "type":
    case "nanoseconds":
      return `column ${name} is ${file} in the file and ${table} in the table`;
    case "lossy":
      return `column ${name} is ${file} in the file and ${table} in the table, which has no room for all of its values`;
    case "missing":
      return `column ${name} (${table}) is missing`;
    case "written twice":
      return `it has several columns ${name}, in upper and lower case`;
    case "no rows":
      return "it has no rows";
    case "empty row groups":
      return `${what} row groups are empty`;
  }
}
