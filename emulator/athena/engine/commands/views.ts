/** CREATE, DROP and SHOW of views. */

import { QueryError, type QueryOutput } from "../../query-engine.ts";
import type { Parse } from "../grammar.ts";
import { checkColumns, type SelectedColumn, selectedColumns } from "../query-columns.ts";
import type { QueryStatement } from "../query-statement.ts";
import { trinoTypeOfDuck } from "../types.ts";
import { isView, type ViewDefinition, viewDefinitionOf, viewTableInput } from "../views.ts";
import {
  asHive,
  type Command,
  type Context,
  checkDatabase,
  done,
  lines,
  namesIn,
  type TableName,
  tableName,
} from "./command.ts";
import { pattern } from "./show.ts";
import { Words } from "./words.ts";

interface ViewStatement extends TableName {
  readonly sql: string;
  readonly replace: boolean;
}

/** `CREATE OR REPLACE VIEW name AS query`; undefined for any other statement. */
export function viewStatementOf(
  statement: string,
  context: Context,
  parse: Parse,
): QueryStatement | undefined {
  const words = new Words(statement);
  const replace = words.take("CREATE", "OR", "REPLACE", "VIEW");
  if (!replace && !words.take("CREATE", "VIEW")) return undefined;
  const { database, name } = tableName(words, context);
  words.expect("AS");
  const view = { database, name, sql: words.rest(), replace };
  const tree = parse(view.sql);
  return {
    tree,
    query: tree,
    answer: async (select, connection) =>
      createView(view, await selectedColumns(select, connection), context),
  };
}

/** `columns` are those of the view's query, with DuckDB's types. */
function createView(view: ViewStatement, columns: readonly SelectedColumn[], context: Context): QueryOutput {
  checkColumns(columns);
  checkDatabase(context, view.database);
  const definition: ViewDefinition = {
    originalSql: view.sql,
    catalog: "awsdatacatalog",
    schema: context.database,
    columns: columns.map(({ name, type }) => ({ name, type: trinoTypeOfDuck(type) })),
  };
  const input = viewTableInput(view.name, definition);
  const existing = context.glue.database(view.database).tables.get(view.name);
  if (existing !== undefined && !isView(existing.record)) {
    throw new QueryError(`ALREADY_EXISTS: line 1:1: Table already exists: '${view.database}.${view.name}'`);
  }
  if (existing !== undefined && !view.replace) {
    throw new QueryError(`ALREADY_EXISTS: line 1:1: View already exists: '${view.database}.${view.name}'`);
  }
  asHive(() =>
    existing === undefined
      ? context.glue.createTable(view.database, input)
      : context.glue.updateTable(view.database, input),
  );
  return done();
}

export const dropView: Command = (words, context) => {
  const ifExists = words.take("IF", "EXISTS");
  const { database, name } = tableName(words, context);
  words.end();
  const entry = context.glue.databases.get(database)?.tables.get(name);
  if (entry === undefined && ifExists) return done();
  viewIn(context, { database, name });
  asHive(() => context.glue.deleteTable(database, name));
  return done();
};

export const showViews: Command = (words, context) => {
  const { database, wanted } = namesIn(words, context, pattern);
  const tables = [...(context.glue.databases.get(database)?.tables.values() ?? [])];
  const names = tables.filter(({ record }) => isView(record)).map(({ record }) => record.Name);
  return lines(["views"], names.filter(wanted).sort());
};

/** Trino would write the query anew; here it is as it was given. */
export const showCreateView: Command = (words, context) => {
  const name = tableName(words, context);
  words.end();
  const { originalSql } = viewDefinitionOf(viewIn(context, name).record);
  return lines(["Create View"], [`CREATE VIEW ${name.database}.${name.name} AS`, ...originalSql.split("\n")]);
};

function viewIn({ glue }: Context, { database, name }: TableName) {
  const entry = glue.databases.get(database)?.tables.get(name);
  const view = `View 'awsdatacatalog.${database}.${name}' does not exist`;
  if (entry === undefined) throw new QueryError(`TABLE_NOT_FOUND: line 1:1: ${view}`);
  if (isView(entry.record)) return entry;
  throw new QueryError(`TABLE_NOT_FOUND: line 1:1: ${view}, but a table with that name exists`);
}
