/** EXPLAIN: which tables a query would read. */

import type { GlueStore } from "../../glue/store.ts";
import { QueryError } from "../query-engine.ts";
import type { Parse } from "./grammar.ts";
import { selectedColumns } from "./query-columns.ts";
import type { QueryStatement } from "./query-statement.ts";
import { scansIn } from "./scans.ts";
import { childAt, placeOf, ruleIn, ruleOf, rulesIn, textOf } from "./tree.ts";
import { trinoTypeOfDuck } from "./types.ts";

const OPTIONS = new Set(["FORMATTEXT", "TYPELOGICAL", "TYPEDISTRIBUTED"]);

/**
 * Undefined for any other statement. The rows are laid out as those of Trino, but nothing is planned as Trino would:
 * they name the columns and the tables.
 */
export function explainOf(
  sql: string,
  parse: Parse,
  { glue, database }: { readonly glue: GlueStore; readonly database: string },
): QueryStatement | undefined {
  if (!/^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*EXPLAIN\b/i.test(sql)) return undefined;
  const tree = parse(sql);
  const statement = childAt(tree, 0);
  const explained = childAt(statement, -1);
  const [option] = rulesIn(statement, "ExplainFormat", "ExplainType").filter(
    (one) => !OPTIONS.has(textOf(one).toUpperCase()),
  );
  if (option !== undefined) {
    throw new QueryError(
      `NOT_SUPPORTED: ${placeOf(option)}: EXPLAIN (${textOf(option)}) is not supported here`,
    );
  }
  if (ruleOf(statement) !== "Explain" || ruleIn(explained, "RootQuery") === undefined) {
    throw new QueryError(
      `NOT_SUPPORTED: ${placeOf(statement)}: only EXPLAIN of a query is supported here, and no ANALYZE`,
    );
  }
  const scans = scansIn(explained, { database, queries: new Map() }, glue, parse);
  return {
    tree,
    query: explained,
    async answer(select, connection) {
      const columns = await selectedColumns(select, connection);
      const names = columns.map(({ name }) => name).join(", ");
      const layout = columns.map(({ name, type }) => `${name}:${trinoTypeOfDuck(type)}`).join(", ");
      const tables = [...scans].flatMap(([table, count]) => Array<string>(count).fill(table));
      return {
        statementType: "DML",
        columns: [{ name: "Query Plan", type: "varchar", precision: 2_147_483_647, scale: 0 }],
        rows: [
          "Fragment 0 [SINGLE]",
          `    Output layout: [${names}]`,
          "    Output partitioning: SINGLE []",
          `    Output[columnNames = [${names}]]`,
          `    │   Layout: [${layout}]`,
          ...tables.map((table) => `    └─ TableScan[table = awsdatacatalog.${table}]`),
        ].map((line) => [line]),
        scannedBytes: 0,
      };
    },
  };
}
