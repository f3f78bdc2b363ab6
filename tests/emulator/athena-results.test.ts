import {
  AthenaClient,
  paginateGetQueryResults,
  StartQueryExecutionCommand,
  UpdateWorkGroupCommand,
} from "@aws-sdk/client-athena";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { clientConfig, startEmulator } from "../../emulator/index.ts";
import { refusalOf } from "./glue-client.ts";
import { varchar } from "./memory-engine.ts";
import { type OpenAthena, openAthena, refused, SQL } from "./open-athena.ts";

let athena: OpenAthena;

beforeEach(async () => {
  athena = await openAthena();
});

afterEach(() => athena.close());

describe("results", () => {
  test("of a SELECT begin with the column names, and tell NULL from the empty string", async () => {
    const { QueryExecutionId } = await athena.run();
    const { ResultSet, UpdateCount } = await athena.results(QueryExecutionId as string);
    expect(ResultSet).toEqual({
      Rows: [
        { Data: [{ VarCharValue: "name" }] },
        { Data: [{ VarCharValue: "Ada" }] },
        { Data: [{ VarCharValue: "" }] },
        { Data: [{}] },
      ],
      ResultSetMetadata: {
        ColumnInfo: [
          {
            CatalogName: "hive",
            SchemaName: "",
            TableName: "",
            Name: "name",
            Label: "name",
            Type: "varchar",
            Precision: 2_147_483_647,
            Scale: 0,
            Nullable: "UNKNOWN",
            CaseSensitive: true,
          },
        ],
      },
    });
    expect(UpdateCount).toBe(0);
  });

  test.each([
    ["SHOW TABLES", "UTILITY"],
    ["-- all\nshow /* the */ partitions trades", "UTILITY"],
    ["ALTER TABLE trades ADD PARTITION (day = '2026-11-20')", "DDL"],
  ])("of %j begin with the first line", async (sql, type) => {
    athena.engine.answer(sql, { columns: [varchar("line")], rows: [["trades"]] });
    const { QueryExecutionId, StatementType } = await athena.run(sql);
    expect(StatementType).toBe(type);
    expect(await athena.cells(QueryExecutionId as string)).toEqual([["trades"]]);
  });

  test("come in pages of 1,000 rows, the column names among them", async () => {
    const rows = Array.from({ length: 2_500 }, (_, row) => [String(row)]);
    athena.engine.answer("SELECT row", { columns: [varchar("row")], rows });
    const { QueryExecutionId } = await athena.run("SELECT row");
    const pages: string[][] = [];
    for await (const page of paginateGetQueryResults({ client: athena.client }, { QueryExecutionId })) {
      pages.push((page.ResultSet?.Rows ?? []).map(({ Data }) => Data?.[0]?.VarCharValue ?? ""));
    }
    expect(pages.map(({ length }) => length)).toEqual([1000, 1000, 501]);
    expect(pages.flat()).toEqual(["row", ...rows.flat()]);
  });

  test("end with an empty page after one that is exactly full", async () => {
    const id = (await athena.run()).QueryExecutionId as string;
    const { NextToken } = await athena.results(id, { MaxResults: 4 });
    expect(NextToken).toBeDefined();
    const last = await athena.results(id, { MaxResults: 4, NextToken });
    expect(last.ResultSet?.Rows).toEqual([]);
    expect(last.NextToken).toBeUndefined();
  });

  test("are refused while the query runs", async () => {
    expect(await refusalOf(athena.results(await athena.start()))).toEqual(
      refused("Query has not yet finished. Current state: RUNNING"),
    );
  });

  test("have no page of more than 1,000, nor one after a token that nobody gave", async () => {
    const id = (await athena.run()).QueryExecutionId as string;
    expect(await refusalOf(athena.results(id, { MaxResults: 1001 }))).toEqual(
      refused("MaxResults is more than maximum allowed length 1000"),
    );
    expect(await refusalOf(athena.results(id, { NextToken: "17" }))).toEqual(
      refused("Malformed nextPageToken 17"),
    );
  });
});

describe("the output location", () => {
  const ResultConfiguration = { OutputLocation: "s3://results/adhoc" };

  beforeEach(() => {
    athena.stack.s3.store.createBucket("results");
  });

  test("gets a SELECT as CSV: quoted values, NULL as nothing", async () => {
    athena.engine.answer("SELECT quotes", {
      columns: [varchar("a"), varchar("b"), varchar("c")],
      rows: [['said "yes"', "", null]],
    });
    const { QueryExecutionId: id, ResultConfiguration: where } = await athena.run("SELECT quotes", {
      ResultConfiguration,
    });
    expect(where?.OutputLocation).toBe(`s3://results/adhoc/${id}.csv`);
    expect(athena.stack.s3.store.read("results", `adhoc/${id}.csv`).toString()).toBe(
      '"a","b","c"\n"said ""yes""","",\n',
    );
  });

  test("gets the answer of SHOW as lines", async () => {
    athena.engine.answer("SHOW TABLES", { columns: [varchar("tab_name")], rows: [["quotes"], ["trades"]] });
    const { QueryExecutionId: id } = await athena.run("SHOW TABLES", { ResultConfiguration });
    expect(athena.stack.s3.store.read("results", `adhoc/${id}.txt`).toString()).toBe("quotes\ntrades\n");
  });

  test("gets nothing of a query that is stopped", async () => {
    await athena.stop(await athena.start(SQL, { ResultConfiguration }));
    await athena.run("SELECT 1");
    expect(athena.stack.s3.store.list("results")).toEqual([]);
  });

  test("is not needed in the primary workgroup, which keeps results itself", async () => {
    const { ManagedQueryResultsConfiguration, ResultConfiguration: where } = await athena.run();
    expect(ManagedQueryResultsConfiguration).toEqual({ Enabled: true });
    expect(where).toBeUndefined();
  });

  test("is needed where results are not managed", async () => {
    await athena.createWorkGroup("bare", {});
    expect(await refusalOf(athena.start(SQL, { WorkGroup: "bare" }))).toEqual(
      refused(
        "No output location provided. An output location is required either through the Workgroup result configuration setting or as an API input.",
      ),
    );
  });

  test("is the workgroup's where that is enforced, and the request's where it is not", async () => {
    await athena.createWorkGroup("bi", { ResultConfiguration: { OutputLocation: "s3://results/bi/" } });
    const enforced = await athena.run(SQL, { WorkGroup: "bi", ResultConfiguration });
    expect(enforced.ResultConfiguration?.OutputLocation).toMatch(/^s3:\/\/results\/bi\//);
    const ConfigurationUpdates = { EnforceWorkGroupConfiguration: false };
    await athena.client.send(new UpdateWorkGroupCommand({ WorkGroup: "bi", ConfigurationUpdates }));
    const own = await athena.run(SQL, { WorkGroup: "bi", ResultConfiguration });
    expect(own.ResultConfiguration?.OutputLocation).toMatch(/^s3:\/\/results\/adhoc\//);
  });

  test.each([
    ["results/adhoc", "outputLocation is not a valid S3 path. Provided results/adhoc"],
    ["s3://nowhere/", "Unable to verify/create output bucket nowhere"],
  ])("%j is refused", async (OutputLocation, message) => {
    expect(await refusalOf(athena.start(SQL, { ResultConfiguration: { OutputLocation } }))).toEqual(
      refused(message),
    );
  });
});

test("a stack with small pages makes clients cross pages of results", async () => {
  const small = await startEmulator({ clock: athena.clock, pageSize: 2, athena: { engine: athena.engine } });
  const client = new AthenaClient(clientConfig(small));
  const { QueryExecutionId } = await client.send(new StartQueryExecutionCommand({ QueryString: SQL }));
  await small.athena.ended(QueryExecutionId as string);
  const lengths: number[] = [];
  for await (const { ResultSet } of paginateGetQueryResults({ client }, { QueryExecutionId })) {
    lengths.push(ResultSet?.Rows?.length ?? 0);
  }
  expect(lengths).toEqual([2, 2, 0]);
  client.destroy();
  await small.close();
});
