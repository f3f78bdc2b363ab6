/** Statements that write what a query selects. */

import { Words } from "../commands/words.ts";
import type { Parse } from "../grammar.ts";
import type { QueryStatement } from "../query-statement.ts";
import { childAt, ruleOf } from "../tree.ts";
import type { WritingContext } from "./context.ts";
import { createTableAs } from "./create-table-as.ts";
import { insertInto } from "./insert-into.ts";
import { unloadOf } from "./unload.ts";

/** Undefined for any other statement. Throws SYNTAX_ERROR. */
export function writingOf(sql: string, parse: Parse, context: WritingContext): QueryStatement | undefined {
  const words = new Words(sql);
  if (!words.take("INSERT", "INTO") && !isCreateTableAs(words)) return unloadOf(sql, parse, context);
  const tree = parse(sql);
  const statement = childAt(tree, 0);
  return ruleOf(statement) === "InsertInto"
    ? insertInto(tree, statement, context)
    : createTableAs(tree, statement, context);
}

/** CREATE TABLE with a list of columns, which makes an Iceberg table, is another statement. */
function isCreateTableAs(words: Words): boolean {
  if (!words.take("CREATE", "TABLE")) return false;
  words.take("IF", "NOT", "EXISTS");
  do words.name();
  while (words.take("."));
  return !words.take("(");
}
