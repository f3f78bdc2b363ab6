/** SQL of Athena, executed by DuckDB over exactly the partitions that are registered in Glue. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { type Clock, systemClock } from "../../clock.ts";
import type { GlueStore } from "../../glue/store.ts";
import type { S3 } from "../../s3/index.ts";
import type { S3Store } from "../../s3/store.ts";
import { type QueryEngine, QueryError, type QueryOutput, type QueryRequest } from "../query-engine.ts";
import { done } from "./commands/command.ts";
import { runCommand } from "./commands/commands.ts";
import { viewStatementOf } from "./commands/views.ts";
import { openDuckDb } from "./duckdb.ts";
import { explainOf } from "./explain.ts";
import { parser } from "./grammar.ts";
import { bind } from "./parameters.ts";
import { ParquetShapes } from "./parquet-shapes.ts";
import { changePrepared, executeOf } from "./prepared.ts";
import { isUndecided, mismatchOf, queryErrorOf } from "./query-errors.ts";
import type { QueryStatement, StatementOutput } from "./query-statement.ts";
import { QueryTables } from "./query-tables.ts";
import { cellOf, columnOf } from "./result.ts";
import { asksHiddenColumns } from "./scan.ts";
import { TableFilesCache } from "./table-files.ts";
import { Translator } from "./translator.ts";
import type { TreeNode } from "./tree.ts";
import { writingOf } from "./writing/writings.ts";

export interface EngineParts {
  readonly glue: GlueStore;
  readonly s3: Pick<S3, "store" | "put">;
  /** What now() and the ranges of projected partitions mean. */
  readonly clock?: Pick<Clock, "now">;
}

export function createDuckDbEngine(parts: EngineParts): QueryEngine {
  return new DuckDbEngine(parts);
}

/** What Athena takes when a statement names no database and has no context. */
const DEFAULT_DATABASE = "default";

class DuckDbEngine implements QueryEngine {
  readonly #glue: GlueStore;
  readonly #s3: S3Store;
  readonly #put: S3["put"];
  /** A folder for files that become objects. */
  readonly #drafts = mkdtempSync(join(tmpdir(), "athena-drafts-"));
  readonly #clock: Pick<Clock, "now">;
  readonly #files: TableFilesCache;
  readonly #shapes = new ParquetShapes();
  #instance: Promise<DuckDBInstance> | undefined;
  #running = 0;

  constructor({ glue, s3, clock = systemClock }: EngineParts) {
    this.#clock = clock;
    this.#glue = glue;
    this.#s3 = s3.store;
    this.#put = s3.put;
    this.#files = new TableFilesCache(s3.store);
  }

  async run(request: QueryRequest): Promise<QueryOutput> {
    const sql = request.sql.replace(/\s*;?\s*$/, "");
    if (sql.endsWith(";")) throw new QueryError("SYNTAX_ERROR: Only one sql statement is allowed");
    const database = request.database ?? DEFAULT_DATABASE;
    const context = { glue: this.#glue, s3: this.#s3, database };
    const parse = await parser();
    if (request.prepared !== undefined) {
      if (changePrepared(sql, request.prepared)) return done();
      const execute = executeOf(sql, request.parameters, request.prepared, parse);
      if (execute !== undefined) return this.run({ ...request, ...execute });
    }
    const statement =
      viewStatementOf(sql, context, parse) ??
      explainOf(sql, parse, context) ??
      writingOf(sql, parse, {
        ...context,
        request,
        put: this.#put,
        drafts: this.#drafts,
        now: this.#clock.now(),
      });
    if (statement !== undefined) return this.#query({ ...request, sql }, database, statement);
    const command = runCommand(sql, context);
    if (command !== undefined) return command;
    const tree = parse(sql);
    return this.#query({ ...request, sql }, database, { tree, query: tree, answer: rowsOf });
  }

  async close(): Promise<void> {
    const instance = await this.#instance?.catch(() => undefined);
    instance?.closeSync();
    rmSync(this.#drafts, { recursive: true });
  }

  async #query(request: QueryRequest, database: string, statement: QueryStatement): Promise<QueryOutput> {
    this.#instance ??= openDuckDb([this.#s3.objectsFolder, this.#drafts]);
    const instance = await this.#instance;
    try {
      return await this.#session(instance, request.signal, (connection) =>
        this.#execute(request, database, statement, connection, true),
      );
    } catch (error) {
      throw request.signal.aborted
        ? new QueryError("Query was cancelled")
        : queryErrorOf(error, statement.tree);
    }
  }

  async #execute(
    request: QueryRequest,
    database: string,
    statement: QueryStatement,
    connection: DuckDBConnection,
    checked: boolean,
  ): Promise<QueryOutput> {
    const { sql, parameters } = request;
    const { query } = statement;
    const bound = await bind(query, parameters);
    const tables = new QueryTables(this.#glue, await parser());
    const hiddenColumns = asksHiddenColumns(sql);
    const now = this.#clock.now();
    const parameter = (node: TreeNode) => bound.get(node) ?? node;
    const translation = new Translator(tables.context(database, { hiddenColumns, now, parameter }), checked);
    const translated = translation.write(query);
    try {
      const read = await tables.read(translated, hiddenColumns, now, this.#files, this.#shapes, connection);
      return { scannedBytes: read.bytes, ...(await statement.answer(read.sql, connection)) };
    } catch (error) {
      // DuckDB does not know all types where the check wants them: the query may be right, so it runs unchecked.
      if (checked && isUndecided(error))
        return this.#execute(request, database, statement, connection, false);
      throw mismatchOf(error, translation.mismatches) ?? error;
    }
  }

  /** A connection of its own for every query, interrupted when the query is stopped. */
  async #session<Result>(
    instance: DuckDBInstance,
    signal: AbortSignal,
    use: (connection: DuckDBConnection) => Promise<Result>,
  ): Promise<Result> {
    const connection = await instance.connect();
    const interrupts = interruptWhenAborted(connection, signal);
    this.#running += 1;
    try {
      signal.throwIfAborted();
      return await use(connection);
    } finally {
      this.#running -= 1;
      interrupts.end();
      if (this.#running === 0) await this.#files.forgetOutdated(connection);
      connection.closeSync();
    }
  }
}

const INTERRUPT_MS = 20;

/** Again and again: DuckDB forgets an interruption when the next statement of the session begins. */
function interruptWhenAborted(connection: DuckDBConnection, signal: AbortSignal) {
  let timer: NodeJS.Timeout | undefined;
  const begin = () => {
    connection.interrupt();
    timer = setInterval(() => connection.interrupt(), INTERRUPT_MS);
  };
  signal.addEventListener("abort", begin);
  return {
    end() {
      signal.removeEventListener("abort", begin);
      clearInterval(timer);
    },
  };
}

async function rowsOf(sql: string, connection: DuckDBConnection): Promise<StatementOutput> {
  const result = await connection.runAndReadAll(sql);
  const types = result.columnTypes();
  const columns = types.map((type, at) => columnOf(nameAt(result.columnName(at), at), type));
  const rows = result.getRows().map((row) => types.map((type, at) => cellOf(row[at] ?? null, type)));
  return { statementType: "DML", columns, rows };
}

/** After a `*` nobody knows the place of a column before the query has run. */
const nameAt = (name: string, at: number) => (/^_col\d+$/.test(name) ? `_col${at}` : name);
