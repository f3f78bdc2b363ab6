import {
  DeleteWorkGroupCommand,
  GetDatabaseCommand,
  GetDataCatalogCommand,
  GetTableMetadataCommand,
  GetWorkGroupCommand,
  ListDataCatalogsCommand,
  paginateListDatabases,
  paginateListTableMetadata,
  paginateListWorkGroups,
  UpdateWorkGroupCommand,
} from "@aws-sdk/client-athena";
import { CreateDatabaseCommand, CreateTableCommand, GlueClient } from "@aws-sdk/client-glue";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { clientConfig } from "../../emulator/index.ts";
import { refusalOf, trades } from "./glue-client.ts";
import { CATALOG, INVALID, type OpenAthena, openAthena, refused, SQL } from "./open-athena.ts";

let athena: OpenAthena;

beforeEach(async () => {
  athena = await openAthena();
});

afterEach(() => athena.close());

describe("a workgroup", () => {
  const MANAGED = { ManagedQueryResultsConfiguration: { Enabled: true } };

  test("cancels a query that scans more than its cutoff", async () => {
    await athena.createWorkGroup("bi", { ...MANAGED, BytesScannedCutoffPerQuery: 10_000_000 });
    expect(await athena.run(SQL, { WorkGroup: "bi" })).toMatchObject({
      Status: { State: "CANCELLED", StateChangeReason: "Bytes scanned limit was exceeded" },
      Statistics: { DataScannedInBytes: 12_000_000 },
    });
    const ConfigurationUpdates = { RemoveBytesScannedCutoffPerQuery: true };
    await athena.client.send(new UpdateWorkGroupCommand({ WorkGroup: "bi", ConfigurationUpdates }));
    expect((await athena.run(SQL, { WorkGroup: "bi" })).Status?.State).toBe("SUCCEEDED");
  });

  test("is refused a cutoff of less than 10 MB", async () => {
    const { name, message } = await refusalOf(
      athena.createWorkGroup("bi", { BytesScannedCutoffPerQuery: 1 }),
    );
    expect(name).toBe(INVALID);
    expect(message).toMatch(
      /'configuration\.bytesScannedCutoffPerQuery' .* greater than or equal to 10000000$/,
    );
  });

  test("tells its settings", async () => {
    await athena.createWorkGroup("bi", MANAGED);
    const { WorkGroup } = await athena.client.send(new GetWorkGroupCommand({ WorkGroup: "bi" }));
    expect(WorkGroup).toMatchObject({
      Name: "bi",
      State: "ENABLED",
      Configuration: { ...MANAGED, ResultConfiguration: {}, EnforceWorkGroupConfiguration: true },
      CreationTime: new Date(athena.clock.now()),
    });
  });

  test("either keeps results itself or has a location for them", async () => {
    const both = { ...MANAGED, ResultConfiguration: { OutputLocation: "s3://results/" } };
    expect((await refusalOf(athena.createWorkGroup("both", both))).name).toBe(INVALID);
  });

  test("is listed by name, over several pages", async () => {
    await athena.createWorkGroup("validation", {});
    await athena.createWorkGroup("bi", {});
    const names: string[][] = [];
    for await (const { WorkGroups = [] } of paginateListWorkGroups(
      { client: athena.client, pageSize: 2 },
      {},
    )) {
      names.push(WorkGroups.map(({ Name = "" }) => Name));
    }
    expect(names).toEqual([["bi", "primary"], ["validation"]]);
  });

  test("takes no queries when it is disabled or gone", async () => {
    await athena.createWorkGroup("bi", MANAGED);
    await athena.client.send(new UpdateWorkGroupCommand({ WorkGroup: "bi", State: "DISABLED" }));
    expect((await refusalOf(athena.start(SQL, { WorkGroup: "bi" }))).name).toBe(INVALID);
    await athena.client.send(new DeleteWorkGroupCommand({ WorkGroup: "bi" }));
    expect(await refusalOf(athena.start(SQL, { WorkGroup: "bi" }))).toEqual(
      refused("WorkGroup is not found."),
    );
  });

  test("with queries is deleted only on demand, and primary never", async () => {
    await athena.createWorkGroup("bi", MANAGED);
    await athena.start(SQL, { WorkGroup: "bi" });
    const remove = (WorkGroup: string, RecursiveDeleteOption = false) =>
      athena.client.send(new DeleteWorkGroupCommand({ WorkGroup, RecursiveDeleteOption }));
    expect(await refusalOf(remove("bi"))).toEqual(refused("WorkGroup bi is not empty"));
    await remove("bi", true);
    expect((await refusalOf(remove("primary", true))).name).toBe(INVALID);
  });
});

describe("the catalog", () => {
  const TABLE = { ...CATALOG, DatabaseName: "market" };

  beforeEach(async () => {
    const glue = new GlueClient(clientConfig(athena.stack));
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "market", Description: "prices" } }));
    await glue.send(new CreateTableCommand({ DatabaseName: "market", TableInput: trades(["day"]) }));
    glue.destroy();
  });

  test("is AwsDataCatalog alone", async () => {
    const { DataCatalogsSummary } = await athena.client.send(new ListDataCatalogsCommand({}));
    expect(DataCatalogsSummary).toEqual([{ CatalogName: "AwsDataCatalog", Type: "GLUE" }]);
    const { DataCatalog } = await athena.client.send(new GetDataCatalogCommand({ Name: "AwsDataCatalog" }));
    expect(DataCatalog).toMatchObject({ Type: "GLUE", Parameters: { "catalog-id": athena.stack.accountId } });
    expect((await refusalOf(athena.client.send(new GetDataCatalogCommand({ Name: "hive" })))).name).toBe(
      INVALID,
    );
  });

  test("shows Glue's databases", async () => {
    const names: string[] = [];
    for await (const page of paginateListDatabases({ client: athena.client }, CATALOG)) {
      names.push(...(page.DatabaseList ?? []).map(({ Name = "" }) => Name));
    }
    expect(names).toEqual(["market"]);
    const { Database } = await athena.client.send(new GetDatabaseCommand(TABLE));
    expect(Database).toEqual({ Name: "market", Description: "prices" });
  });

  test("shows Glue's tables, their location among the parameters", async () => {
    const { TableMetadata } = await athena.client.send(
      new GetTableMetadataCommand({ ...TABLE, TableName: "TRADES" }),
    );
    expect(TableMetadata).toMatchObject({
      Name: "trades",
      Columns: [{ Name: "price", Type: "double" }],
      PartitionKeys: [{ Name: "day", Type: "string" }],
      Parameters: { location: "s3://lake/trades/" },
    });
  });

  test("filters tables as Glue does", async () => {
    const matching = async (Expression: string) => {
      const names: string[] = [];
      for await (const page of paginateListTableMetadata(
        { client: athena.client },
        { ...TABLE, Expression },
      )) {
        names.push(...(page.TableMetadataList ?? []).map(({ Name = "" }) => Name));
      }
      return names;
    };
    expect(await matching("tra.*")).toEqual(["trades"]);
    expect(await matching("tra*")).toEqual(["trades"]);
    expect(await matching("tra")).toEqual([]);
  });

  test("has MetadataException for what Glue does not hold", async () => {
    const quotes = new GetTableMetadataCommand({ ...TABLE, TableName: "quotes" });
    const { name, message } = await refusalOf(athena.client.send(quotes));
    expect(name).toBe("MetadataException");
    expect(message).toMatch(/^Entity Not Found .*EntityNotFoundException/);
  });
});
