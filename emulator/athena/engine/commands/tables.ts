/** CREATE and DROP of databases and tables. */

import { QueryError } from "../../query-engine.ts";
import { duckTypeOfGlue } from "../types.ts";
import { isView } from "../views.ts";
import { asHive, type Command, checkDatabase, done, tableName } from "./command.ts";
import { type ColumnInput, createHiveTable, PARQUET } from "./hive-table.ts";
import { properties } from "./properties.ts";
import type { Words } from "./words.ts";

export const createDatabase: Command = (words, { glue }) => {
  const ifNotExists = words.take("IF", "NOT", "EXISTS");
  const Name = words.name();
  const Description = words.take("COMMENT") ? words.value() : undefined;
  const LocationUri = words.take("LOCATION") ? words.value() : undefined;
  const Parameters = words.take("WITH", "DBPROPERTIES") ? properties(words) : undefined;
  words.end();
  if (ifNotExists && glue.databases.has(Name)) return done();
  asHive(() => glue.createDatabase(withoutGaps({ Name, Description, LocationUri, Parameters })));
  return done();
};

/** RESTRICT, the default, keeps a database that has tables. */
export const dropDatabase: Command = (words, context) => {
  const ifExists = words.take("IF", "EXISTS");
  const name = words.name();
  const cascade = words.take("CASCADE");
  words.take("RESTRICT");
  words.end();
  if (ifExists && !context.glue.databases.has(name)) return done();
  checkDatabase(context, name);
  if (!cascade && context.glue.database(name).tables.size > 0) {
    throw new QueryError(
      `FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. InvalidOperationException: Database ${name} is not empty. One or more tables exist.`,
    );
  }
  context.glue.deleteDatabase(name);
  return done();
};

/** The objects of an external table stay. */
export const dropTable: Command = (words, context) => {
  const ifExists = words.take("IF", "EXISTS");
  const { database, name } = tableName(words, context);
  words.end();
  if (ifExists && !context.glue.databases.get(database)?.tables.has(name)) return done();
  const entry = context.glue.databases.get(database)?.tables.get(name);
  if (entry !== undefined && isView(entry.record)) {
    throw new QueryError("FAILED: SemanticException [Error 10001]: Cannot drop a view with DROP TABLE");
  }
  asHive(() => context.glue.deleteTable(database, name));
  return done();
};

export const createExternalTable: Command = (words, context) => {
  const ifNotExists = words.take("IF", "NOT", "EXISTS");
  const { database, name } = tableName(words, context);
  const Columns = words.list(() => column(words));
  const clauses = clausesOf(words);
  words.end();
  if (!clauses.parquet) {
    throw new QueryError("NOT_SUPPORTED: only tables STORED AS PARQUET are supported here");
  }
  if (clauses.location === undefined) {
    throw new QueryError("FAILED: SemanticException: CREATE EXTERNAL TABLE needs a LOCATION");
  }
  checkDatabase(context, database);
  if (ifNotExists && context.glue.database(database).tables.has(name)) return done();
  createHiveTable(
    context.glue,
    { database, name },
    {
      columns: Columns,
      keys: clauses.keys,
      location: clauses.location,
      parameters: clauses.properties,
      comment: clauses.comment,
    },
  );
  return done();
};

interface Clauses {
  keys: ColumnInput[];
  comment: string | undefined;
  location: string | undefined;
  properties: Record<string, string>;
  parquet: boolean;
}

/** In any order: Hive wants one, and what is wrong there Athena says. */
function clausesOf(words: Words): Clauses {
  const clauses: Clauses = {
    keys: [],
    comment: undefined,
    location: undefined,
    properties: {},
    parquet: false,
  };
  for (;;) {
    if (words.take("PARTITIONED", "BY")) clauses.keys = words.list(() => column(words));
    else if (words.take("COMMENT")) clauses.comment = words.value();
    else if (words.take("STORED", "AS", "PARQUET")) clauses.parquet = true;
    else if (words.take("STORED", "AS", "INPUTFORMAT")) clauses.parquet = formats(words);
    else if (words.take("ROW", "FORMAT", "SERDE")) serde(words);
    else if (words.take("LOCATION")) clauses.location = words.value();
    else if (words.take("TBLPROPERTIES")) clauses.properties = properties(words);
    else return clauses;
  }
}

function formats(words: Words): boolean {
  const input = words.value();
  words.expect("OUTPUTFORMAT");
  return input === PARQUET.InputFormat && words.value() === PARQUET.OutputFormat;
}

function serde(words: Words): void {
  const library = words.value();
  if (library !== PARQUET.SerializationLibrary) {
    throw new QueryError(`NOT_SUPPORTED: the SerDe ${library} is not supported here: only Parquet is`);
  }
  if (words.take("WITH", "SERDEPROPERTIES")) properties(words);
}

function column(words: Words): ColumnInput {
  const Name = words.name();
  const Type = words.type();
  duckTypeOfGlue(Type);
  return words.take("COMMENT") ? { Name, Type, Comment: words.value() } : { Name, Type };
}

/** An optional member that is undefined is no member. */
function withoutGaps<Input extends object>(
  input: Input,
): { [Name in keyof Input]: Exclude<Input[Name], undefined> } {
  const kept = Object.entries(input).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [Name in keyof Input]: Exclude<Input[Name], undefined> };
}
