import { AthenaClient, ListWorkGroupsCommand } from "@aws-sdk/client-athena";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type Resource, ref } from "../../deploy/cloudformation.ts";
import { readySessionsView } from "../../deploy/exploration/ready-sessions.ts";
import { viewResource, views } from "../../deploy/view-resources.ts";
import { clientConfig, type Emulator, startEmulator } from "../../emulator/index.ts";
import { deployStage, updateStage } from "../../local/deployment.ts";
import { athenaQueries } from "../../shared/athena/athena-adapter.ts";
import { validationWorkGroupName } from "../../shared/runtime/names.ts";
import { datasets } from "../fixtures/datasets.ts";

const view = {
  database: "quality_dev",
  name: "days",
  sql: "SELECT day, 'ü–' AS note FROM quality_dev.results",
  columns: [
    { name: "day", type: "string" },
    { name: "rows", type: "int" },
    { name: "at", type: "timestamp" },
  ],
};

interface TableInput {
  readonly ViewOriginalText: string;
  readonly StorageDescriptor: {
    readonly Columns: readonly { readonly Name: string; readonly Type: string }[];
  };
}

const inputOf = ({ Properties }: Resource) => Properties.TableInput as TableInput;

/** What Athena reads out of the comment. */
function decoded({ ViewOriginalText }: TableInput): unknown {
  const [, encoded = ""] = /^\/\* Presto View: ([A-Za-z0-9+/=]+) \*\/$/.exec(ViewOriginalText) ?? [];
  return JSON.parse(Buffer.from(encoded, "base64").toString());
}

describe("a view", () => {
  test("is a Glue table that holds its query, and its columns with Trino's types and with Hive's", () => {
    const resource = viewResource(view, "QualityDatabase");
    expect(resource).toMatchObject({
      Type: "AWS::Glue::Table",
      Properties: {
        DatabaseName: ref("QualityDatabase"),
        TableInput: {
          Name: "days",
          // A Trino runs no view without one.
          Owner: "registrar",
          TableType: "VIRTUAL_VIEW",
          Parameters: { presto_view: "true" },
          PartitionKeys: [],
          ViewExpandedText: "/* Presto View */",
        },
      },
    });
    expect(decoded(inputOf(resource))).toEqual({
      originalSql: view.sql,
      catalog: "awsdatacatalog",
      schema: "quality_dev",
      columns: [
        { name: "day", type: "varchar" },
        { name: "rows", type: "integer" },
        { name: "at", type: "timestamp(3)" },
      ],
    });
    expect(inputOf(resource).StorageDescriptor.Columns).toEqual([
      { Name: "day", Type: "string" },
      { Name: "rows", Type: "int" },
      { Name: "at", Type: "timestamp" },
    ]);
  });

  test("of ready sessions reads the stage's own table", () => {
    const { ReadySessionsView } = views(datasets, "dev");
    expect(decoded(inputOf(ReadySessionsView!))).toMatchObject({
      schema: "stock_trades_quality_dev",
      originalSql: expect.stringContaining("stock_trades_quality_dev"),
    });
  });
});

describe("a deployed stage", () => {
  let stack: Emulator;
  let athena: AthenaClient;

  beforeAll(async () => {
    stack = await startEmulator();
    athena = new AthenaClient(clientConfig(stack));
    await deployStage(stack, "dev", datasets);
  });

  afterAll(async () => {
    athena.destroy();
    await stack.close();
  });

  test("answers queries of the view, in the workgroup of validation, as the columns say", async () => {
    const engine = athenaQueries({ workGroup: validationWorkGroupName("dev") }, athena);
    const { database, name, columns } = readySessionsView("dev");
    const result = await engine.run(
      { sql: `SELECT * FROM ${name}`, database, label: "the view" },
      { runId: "a", signal: AbortSignal.timeout(30_000) },
    );
    expect(result.rows).toEqual([]);
    expect(result.columns.map(({ name, type }) => ({ name, type }))).toEqual(
      columns.map(({ name, type }) => ({ name, type: type.replace("string", "varchar") })),
    );
  });

  test("loses the workgroup and the view of validation with the last dataset that promises something", async () => {
    const plain = datasets
      .filter(({ name }) => name !== "check_results")
      .map(({ quality: _, ...dataset }) => dataset);
    await updateStage(stack, "dev", datasets, plain);
    const { WorkGroups = [] } = await athena.send(new ListWorkGroupsCommand({}));
    expect(WorkGroups.map(({ Name }) => Name)).not.toContain(validationWorkGroupName("dev"));
    expect(() => stack.glue.store.table("stock_trades_quality_dev", "ready_sessions")).toThrow();
  });
});
