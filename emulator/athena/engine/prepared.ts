/** PREPARE name FROM statement, EXECUTE name USING values, DEALLOCATE PREPARE name. */

import { type PreparedTexts, QueryError } from "../query-engine.ts";
import type { Parse } from "./grammar.ts";
import { nameOf } from "./literal-writers.ts";
import { childAt, childrenOf, rulesIn, type TreeNode } from "./tree.ts";

const BEGINNING = /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*/;
const PREPARE = /^PREPARE\s+(?:"([^"]+)"|(\w[\w@:]*))\s+FROM\s+(\S[\s\S]*)$/i;
const DEALLOCATE = /^DEALLOCATE\s+PREPARE\s+(?:"([^"]+)"|(\w[\w@:]*))$/i;

/** Keeps or forgets a prepared statement; false for any other statement. What is prepared need not be in Trino's words. */
export function changePrepared(sql: string, prepared: PreparedTexts): boolean {
  const text = sql.replace(BEGINNING, "");
  const [, quoted, plain, statement] = PREPARE.exec(text) ?? [];
  const name = quoted ?? plain;
  if (name !== undefined && statement !== undefined) {
    prepared.save(name, statement);
    return true;
  }
  const [, quotedName, plainName] = DEALLOCATE.exec(text) ?? [];
  const forgotten = quotedName ?? plainName;
  if (forgotten === undefined) return false;
  prepared.remove(forgotten);
  return true;
}

export interface Execute {
  readonly sql: string;
  readonly parameters: readonly string[];
}

/** The statement that an EXECUTE stands for; undefined for any other. Values without USING are those of the request. */
export function executeOf(
  sql: string,
  given: readonly string[],
  prepared: PreparedTexts,
  parse: Parse,
): Execute | undefined {
  if (!/^EXECUTE\b/i.test(sql.replace(BEGINNING, ""))) return undefined;
  const statement = childAt(parse(sql), 0);
  const name = nameOf(childAt(statement, 1));
  const text = prepared.find(name);
  if (text === undefined) throw new QueryError(`NOT_FOUND: Prepared statement not found: ${name}`);
  if (/^(PREPARE|EXECUTE|DEALLOCATE)\b/i.test(text.replace(BEGINNING, ""))) {
    throw new QueryError("NOT_SUPPORTED: Invalid statement type for prepared statement");
  }
  const values = rulesIn(statement, "Expression").map((value) => leavesOf(value).join(" "));
  return { sql: text, parameters: values.length === 0 ? given : values };
}

const leavesOf = (node: TreeNode): string[] =>
  node.symbol === undefined ? childrenOf(node).flatMap(leavesOf) : [node.symbol.text ?? ""];
