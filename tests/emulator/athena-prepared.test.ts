import {
  AthenaClient,
  CreatePreparedStatementCommand,
  DeletePreparedStatementCommand,
  GetPreparedStatementCommand,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  paginateListPreparedStatements,
  StartQueryExecutionCommand,
  type StartQueryExecutionCommandInput,
  UpdatePreparedStatementCommand,
} from "@aws-sdk/client-athena";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { clientConfig, type Emulator, startEmulator } from "../../emulator/index.ts";
import { refusalOf } from "./glue-client.ts";

const WorkGroup = "primary";

let emulator: Emulator;
let athena: AthenaClient;

beforeAll(async () => {
  emulator = await startEmulator({ pageSize: 2 });
  athena = new AthenaClient(clientConfig(emulator));
  emulator.s3.store.createBucket("lake");
  emulator.glue.store.createDatabase({ Name: "db" });
});

afterAll(async () => {
  athena.destroy();
  await emulator.close();
});

const create = (StatementName: string, QueryStatement: string, Description?: string) =>
  athena.send(new CreatePreparedStatementCommand({ StatementName, WorkGroup, QueryStatement, Description }));

const get = async (StatementName: string) =>
  (await athena.send(new GetPreparedStatementCommand({ StatementName, WorkGroup }))).PreparedStatement;

async function names(): Promise<(string | undefined)[]> {
  const found: (string | undefined)[] = [];
  for await (const page of paginateListPreparedStatements({ client: athena }, { WorkGroup })) {
    found.push(...(page.PreparedStatements ?? []).map(({ StatementName }) => StatementName));
  }
  return found;
}

async function run(QueryString: string, more: Partial<StartQueryExecutionCommandInput> = {}) {
  const command = new StartQueryExecutionCommand({
    QueryString,
    QueryExecutionContext: { Database: "`db`" },
    ResultConfiguration: { OutputLocation: "s3://lake/results/" },
    ...more,
  });
  const { QueryExecutionId } = await athena.send(command);
  await emulator.athena.ended(QueryExecutionId as string);
  const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
  return { ...QueryExecution, reason: QueryExecution?.Status?.StateChangeReason };
}

async function ask(sql: string, more: Partial<StartQueryExecutionCommandInput> = {}) {
  const { QueryExecutionId, reason } = await run(sql, more);
  expect(reason).toBeUndefined();
  const { ResultSet } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId }));
  return (ResultSet?.Rows ?? []).map(({ Data = [] }) => Data.map((cell) => cell.VarCharValue));
}

describe("the API", () => {
  test("keeps, changes, lists and forgets statements by their names", async () => {
    await create("b_2", "SELECT ?", "two");
    await create("a:1", "SELECT 1");
    await create("c@3", "SELECT 3");
    expect(await names()).toEqual(["a:1", "b_2", "c@3"]);
    expect(await get("b_2")).toEqual({
      StatementName: "b_2",
      WorkGroupName: WorkGroup,
      QueryStatement: "SELECT ?",
      Description: "two",
      LastModifiedTime: expect.any(Date),
    });
    await athena.send(
      new UpdatePreparedStatementCommand({ StatementName: "b_2", WorkGroup, QueryStatement: "SELECT 2" }),
    );
    expect((await get("b_2"))?.QueryStatement).toBe("SELECT 2");
    for (const StatementName of ["a:1", "b_2", "c@3"]) {
      await athena.send(new DeletePreparedStatementCommand({ StatementName, WorkGroup }));
    }
    expect(await names()).toEqual([]);
  });

  test("refuses a name that is taken, one that nothing has, and a workgroup that is not there", async () => {
    await create("taken", "SELECT 1");
    expect((await refusalOf(create("taken", "SELECT 2"))).name).toBe("InvalidRequestException");
    const missing = { StatementName: "missing", WorkGroup };
    for (const command of [
      new GetPreparedStatementCommand(missing),
      new DeletePreparedStatementCommand(missing),
      new UpdatePreparedStatementCommand({ ...missing, QueryStatement: "SELECT 1" }),
    ]) {
      const { name } = await refusalOf(athena.send(command as GetPreparedStatementCommand));
      expect(name).toBe("ResourceNotFoundException");
    }
    const elsewhere = { StatementName: "taken", WorkGroup: "nowhere", QueryStatement: "SELECT 1" };
    const { message } = await refusalOf(athena.send(new CreatePreparedStatementCommand(elsewhere)));
    expect(message).toBe("WorkGroup is not found.");
    expect((await refusalOf(create("1st", "SELECT 1"))).name).toBe("InvalidRequestException");
  });
});

describe("EXECUTE", () => {
  test("has its values in the place of question marks, and answers as the statement does", async () => {
    await create("concat_two", "SELECT ? || ? AS text, ? AS day");
    const sql = `EXECUTE concat_two USING 'it''s a . b', lower(' (X)'), DATE '2026-11-20'`;
    expect(await ask(sql)).toEqual([
      ["text", "day"],
      ["it's a . b (x)", "2026-11-20"],
    ]);
    expect(await run(sql)).toMatchObject({
      Query: sql,
      StatementType: "DML",
      SubstatementType: "SELECT",
      ResultConfiguration: { OutputLocation: expect.stringMatching(/\.csv$/) },
    });
  });

  test("takes the parameters of the request when it names none", async () => {
    await create("by_request", "SELECT ? AS n");
    expect(await ask("EXECUTE by_request", { ExecutionParameters: ["7"] })).toEqual([["n"], ["7"]]);
  });

  test("of a statement that writes leaves its list", async () => {
    await create("unload", "UNLOAD (SELECT ? AS n) TO 's3://lake/out/' WITH (format = 'PARQUET')");
    const { StatementType, SubstatementType, Statistics } = await run("EXECUTE unload USING 1");
    expect([StatementType, SubstatementType]).toEqual(["DML", "UNLOAD"]);
    expect(Statistics?.DataManifestLocation).toMatch(/^s3:\/\/lake\/results\/.*-manifest\.csv$/);
  });

  test("of nothing that is prepared fails, and so do values that are too few", async () => {
    expect((await run("EXECUTE nothing")).reason).toBe("NOT_FOUND: Prepared statement not found: nothing");
    await create("wants_two", "SELECT ?, ?");
    expect((await run("EXECUTE wants_two USING 1")).reason).toMatch(
      /^INVALID_PARAMETER_USAGE: .*expected 2 but found 1/,
    );
    await create("round_and_round", "EXECUTE round_and_round");
    expect((await run("EXECUTE round_and_round")).reason).toMatch(/^NOT_SUPPORTED: Invalid statement type/);
  });
});

test("PREPARE and DEALLOCATE PREPARE are the API's as statements", async () => {
  expect(await ask("PREPARE mine FROM\nSELECT ? AS n")).toEqual([]);
  expect((await get("mine"))?.QueryStatement).toBe("SELECT ? AS n");
  expect(await ask("EXECUTE mine USING 5")).toEqual([["n"], ["5"]]);
  expect((await run("PREPARE mine FROM SELECT 2")).reason).toMatch(
    /^InvalidRequestException: .*already exists/,
  );
  expect(await ask(`DEALLOCATE PREPARE "mine"`)).toEqual([]);
  expect((await run("DEALLOCATE PREPARE mine")).reason).toMatch(/^ResourceNotFoundException: .*mine/);
});

test("a database that is quoted as Hive does is the one of its name", async () => {
  await ask("CREATE TABLE n WITH (external_location = 's3://lake/n/') AS SELECT 1 AS n");
  expect(await ask("DESCRIBE `n`")).toEqual([[expect.stringMatching(/^n\s+\tint\s+\t\s+$/)]]);
  expect(await ask("MSCK REPAIR TABLE `n`")).toEqual([]);
  expect((await ask("SHOW CREATE TABLE `n`"))[0]).toEqual(["CREATE EXTERNAL TABLE `db.n`("]);
});

test("EXPLAIN answers lines, without a row of column names", async () => {
  const rows = await ask("EXPLAIN SELECT 1 AS n");
  expect(rows[0]).toEqual(["Fragment 0 [SINGLE]"]);
});
