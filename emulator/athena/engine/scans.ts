/**
 * How often a query scans each table. Trino shares nothing between the places that name a table, nor between those that
 * name a query of WITH or a view: each is planned, and paid for, on its own.
 */

import type { GlueStore } from "../../glue/store.ts";
import { partsOf } from "./column-names.ts";
import { type Parse, parser } from "./grammar.ts";
import { nameOf } from "./literal-writers.ts";
import { childAt, childrenOf, hasWord, ruleIn, ruleOf, rulesIn, type TreeNode } from "./tree.ts";
import { isView, viewDefinitionOf } from "./views.ts";

/** Scans by "database.table". */
export type Scans = ReadonlyMap<string, number>;

export interface ScanScope {
  readonly database: string;
  /** What a query of WITH scans, by its name. */
  readonly queries: ReadonlyMap<string, Scans>;
}

/** Throws SYNTAX_ERROR. A table that is not there is counted like any other. */
export async function scansOf(sql: string, glue: GlueStore, database = "default"): Promise<Scans> {
  const parse = await parser();
  return scansIn(parse(sql.replace(/[\s;]+$/, "")), { database, queries: new Map() }, glue, parse);
}

export function scansIn(node: TreeNode, names: ScanScope, glue: GlueStore, parse: Parse): Scans {
  if (ruleOf(node) === "TableName" || ruleOf(node) === "Table") {
    return scansOfName(partsOf(node), names, glue, parse);
  }
  const inner = withQueries(node, names, glue, parse);
  return sum(
    childrenOf(node)
      .filter((child) => ruleOf(child) !== "With")
      .map((child) => scansIn(child, inner, glue, parse)),
  );
}

/** Each query of WITH knows those before it. */
function withQueries(node: TreeNode, names: ScanScope, glue: GlueStore, parse: Parse): ScanScope {
  const clause = ruleIn(node, "With");
  if (clause === undefined) return names;
  const queries = new Map(names.queries);
  for (const query of rulesIn(clause, "NamedQuery")) {
    const name = nameOf(childAt(query, 0)).toLowerCase();
    // A recursive query reads its own rows, which are no table's.
    if (hasWord(clause, "RECURSIVE")) queries.set(name, new Map());
    queries.set(name, scansIn(query, { ...names, queries }, glue, parse));
  }
  return { ...names, queries };
}

function scansOfName(parts: readonly string[], names: ScanScope, glue: GlueStore, parse: Parse): Scans {
  const [name = "", database = names.database] = [...parts].reverse();
  const query = parts.length === 1 ? names.queries.get(name) : undefined;
  if (query !== undefined) return query;
  const record = glue.databases.get(database)?.tables.get(name)?.record;
  if (record === undefined || !isView(record)) return new Map([[`${database}.${name}`, 1]]);
  const { originalSql, schema } = viewDefinitionOf(record);
  return scansIn(parse(originalSql), { database: schema, queries: new Map() }, glue, parse);
}

function sum(scans: readonly Scans[]): Scans {
  const total = new Map<string, number>();
  for (const [name, count] of scans.flatMap((one) => [...one]))
    total.set(name, (total.get(name) ?? 0) + count);
  return total;
}
