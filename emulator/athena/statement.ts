/** What kind of statement a query is, told by its first words: Athena shows that before the query has run. */

import type { StatementType } from "@aws-sdk/client-athena";

export interface Statement {
  readonly type: StatementType;
  /** Athena's SubstatementType; left out for statements that it is not known for. */
  readonly subtype?: string;
}

const CREATE_TABLE_AS = "CREATE_TABLE_AS_SELECT";

/** The first that matches decides. Types and subtypes as Athena was seen to answer them. */
const KINDS: readonly (readonly [pattern: RegExp, type: StatementType, subtype?: string])[] = [
  [/^(select|with|values|table)\b|^\(/, "DML", "SELECT"],
  [/^explain\b/, "DML", "EXPLAIN"],
  [/^insert\b/, "DML", "INSERT"],
  [/^unload\b/, "DML", "UNLOAD"],
  [/^(update|delete|merge|vacuum)\b/, "DML"],
  [/^show tables\b/, "UTILITY", "SHOW_TABLES"],
  [/^show (databases|schemas)\b/, "UTILITY", "SHOW_DATABASES"],
  [/^show columns\b/, "UTILITY", "SHOW_COLUMNS"],
  [/^show partitions\b/, "UTILITY", "SHOW_PARTITIONS"],
  [/^show tblproperties\b/, "UTILITY", "SHOW_TBLPROPERTIES"],
  [/^show create table\b/, "UTILITY", "SHOW_CREATE_TABLE"],
  [/^show\b/, "UTILITY"],
  [/^desc(ribe)?\b/, "UTILITY", "DESCRIBE_TABLE"],
  [/^create external table\b/, "DDL", "CREATE_TABLE"],
  // A list of columns after the name makes an Iceberg table.
  [/^create table (if not exists )?[^\s(]+ ?(with|as)\b/, "DDL", CREATE_TABLE_AS],
  [/^create (database|schema)\b/, "DDL", "CREATE_DATABASE"],
  [/^create (or replace )?view\b/, "DDL", "CREATE_VIEW"],
  [/^drop (database|schema)\b/, "DDL", "DROP_DATABASE"],
  [/^drop table\b/, "DDL", "DROP_TABLE"],
  [/^drop view\b/, "DDL", "DROP_VIEW"],
  [/^alter table \S+ add\b.* partition\b/, "DDL", "ALTER_TABLE_ADD_PARTITION"],
  [/^alter table \S+ drop\b.* partition\b/, "DDL", "ALTER_TABLE_DROP_PARTITION"],
  [/^msck repair table\b/, "DDL", "MSCK_REPAIR"],
];

export function statementOf(sql: string): Statement {
  const words = wordsOf(sql);
  for (const [pattern, type, subtype] of KINDS) {
    if (pattern.test(words)) return subtype === undefined ? { type } : { type, subtype };
  }
  return { type: "DDL" };
}

const WRITING = new Set([CREATE_TABLE_AS, "INSERT", "UNLOAD"]);

/** It leaves no result but objects elsewhere, and a list of them. */
export const isWriting = ({ subtype = "" }: Statement) => WRITING.has(subtype);

/** Athena keeps what belongs to such a statement in a folder of its own. */
export const isCreateTableAs = ({ subtype }: Statement) => subtype === CREATE_TABLE_AS;

/** Characters that suffice to tell: a query may have 262,144 of them. */
const BEGINNING = 1_000;

/** Lower case, and a single space for any comment or run of white space. */
function wordsOf(sql: string): string {
  const leading = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/.exec(sql)?.[0].length ?? 0;
  return sql
    .slice(leading, leading + BEGINNING)
    .replace(/--[^\n]*|\/\*[\s\S]*?\*\/|\s+/g, " ")
    .replace(/ +/g, " ")
    .toLowerCase();
}
