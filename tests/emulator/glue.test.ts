import {
  BatchCreatePartitionCommand,
  BatchDeletePartitionCommand,
  BatchGetPartitionCommand,
  BatchUpdatePartitionCommand,
  CreateDatabaseCommand,
  CreatePartitionCommand,
  CreateTableCommand,
  DeleteDatabaseCommand,
  DeletePartitionCommand,
  DeleteTableCommand,
  DeleteTableVersionCommand,
  EntityNotFoundException,
  GetDatabaseCommand,
  GetPartitionCommand,
  GetPartitionsCommand,
  GetTableCommand,
  GetTableVersionsCommand,
  paginateGetDatabases,
  paginateGetTables,
  paginateGetTableVersions,
  UpdateDatabaseCommand,
  UpdatePartitionCommand,
  UpdateTableCommand,
} from "@aws-sdk/client-glue";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import {
  ACCOUNT,
  descriptor,
  held,
  listed,
  type MarketGlue,
  openCatalog,
  partition,
  refusalOf,
  START,
  TRADES,
  trades,
} from "./glue-client.ts";

let catalog: MarketGlue;

beforeEach(async () => {
  catalog = await openCatalog();
});

afterEach(() => catalog.close());

const create = (...partitions: ReturnType<typeof partition>[]) =>
  catalog.client.send(new BatchCreatePartitionCommand({ ...TRADES, PartitionInputList: partitions }));

const days = (count: number) =>
  Array.from({ length: count }, (_, day) => partition(`2026-11-${String(day + 1).padStart(2, "0")}`, "A"));

describe("databases", () => {
  test("are kept in lower case", async () => {
    await catalog.client.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "Curated" } }));
    const { Database } = await catalog.client.send(new GetDatabaseCommand({ Name: "curated" }));
    expect(Database).toEqual({ Name: "curated", CatalogId: ACCOUNT, CreateTime: new Date(START - 500) });
  });

  test("exist once under a name", async () => {
    const again = catalog.client.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "MARKET" } }));
    expect(await refusalOf(again)).toEqual({
      name: "AlreadyExistsException",
      message: "Database already exists.",
    });
  });

  test("are all listed, over several pages", async () => {
    for (const Name of ["a", "b", "c", "d"]) {
      await catalog.client.send(new CreateDatabaseCommand({ DatabaseInput: { Name } }));
    }
    const pages: string[][] = [];
    for await (const page of paginateGetDatabases({ client: catalog.client }, {})) {
      pages.push((page.DatabaseList ?? []).map(({ Name = "" }) => Name));
    }
    expect(pages).toEqual([
      ["market", "a", "b"],
      ["c", "d"],
    ]);
  });

  test("keep their tables and age when updated", async () => {
    catalog.clock.advance(60_000);
    const DatabaseInput = { Name: "market", Description: "trades of the day" };
    await catalog.client.send(new UpdateDatabaseCommand({ Name: "market", DatabaseInput }));
    const { Database } = await catalog.client.send(new GetDatabaseCommand({ Name: "market" }));
    expect(Database).toMatchObject({ Description: "trades of the day", CreateTime: new Date(START - 500) });
    expect(held(catalog)).toEqual([]);
  });

  test("take their tables along when deleted", async () => {
    await catalog.client.send(new DeleteDatabaseCommand({ Name: "market" }));
    expect(await refusalOf(create(partition("2026-11-20", "A")))).toEqual({
      name: "EntityNotFoundException",
      message: "Database market not found.",
    });
  });

  test("belong to one account", async () => {
    const elsewhere = catalog.client.send(
      new GetDatabaseCommand({ CatalogId: "999999999999", Name: "market" }),
    );
    await expect(elsewhere).rejects.toBeInstanceOf(EntityNotFoundException);
    const here = await catalog.client.send(new GetDatabaseCommand({ CatalogId: ACCOUNT, Name: "market" }));
    expect(here.Database?.Name).toBe("market");
  });
});

describe("tables", () => {
  const getTrades = async () =>
    (await catalog.client.send(new GetTableCommand({ DatabaseName: "market", Name: "trades" }))).Table;

  const update = (change: object, more: { VersionId?: string; SkipArchive?: boolean } = {}) => {
    const TableInput = { ...trades(["day", "symbol"]), ...change };
    return catalog.client.send(new UpdateTableCommand({ DatabaseName: "market", TableInput, ...more }));
  };

  test("carry what the catalog adds to them", async () => {
    expect(await getTrades()).toMatchObject({
      Name: "trades",
      DatabaseName: "market",
      CatalogId: ACCOUNT,
      VersionId: "0",
      CreateTime: new Date(START - 500),
      PartitionKeys: [
        { Name: "day", Type: "string" },
        { Name: "symbol", Type: "string" },
      ],
    });
  });

  test("exist once, whatever the case of the name", async () => {
    const TableInput = { ...trades(["day"]), Name: "Trades" };
    const again = catalog.client.send(new CreateTableCommand({ DatabaseName: "market", TableInput }));
    expect(await refusalOf(again)).toEqual({
      name: "AlreadyExistsException",
      message: "Table already exists.",
    });
  });

  test("are replaced as a whole and gain a version when updated", async () => {
    await update({ Description: "first" });
    catalog.clock.advance(60_000);
    await update({ Parameters: { owner: "desk" } });
    const table = await getTrades();
    expect(table).toMatchObject({
      VersionId: "2",
      Parameters: { owner: "desk" },
      CreateTime: new Date(START - 500),
      UpdateTime: new Date(START + 59_500),
    });
    expect(table).not.toHaveProperty("Description");
  });

  test("refuse an update made from a stale version", async () => {
    await update({ Description: "mine" }, { VersionId: "0" });
    expect((await refusalOf(update({ Description: "theirs" }, { VersionId: "0" }))).name).toBe(
      "ConcurrentModificationException",
    );
    expect((await getTrades())?.Description).toBe("mine");
  });

  test("keep what they were as versions, the newest first, over several pages", async () => {
    for (const Description of ["1", "2", "3"]) await update({ Description });
    await update({ Description: "4" }, { SkipArchive: true });
    const versions: unknown[] = [];
    const pages = paginateGetTableVersions({ client: catalog.client }, { ...TRADES });
    for await (const { TableVersions = [] } of pages) {
      versions.push(TableVersions.map(({ VersionId, Table }) => [VersionId, Table?.Description]));
    }
    expect(versions).toEqual([
      [
        ["4", "4"],
        ["2", "2"],
        ["1", "1"],
      ],
      [["0", undefined]],
    ]);
  });

  test("forget a version that they had, but not the one that they have", async () => {
    for (const Description of ["1", "2"]) await update({ Description });
    const forget = (VersionId: string) =>
      catalog.client.send(new DeleteTableVersionCommand({ ...TRADES, VersionId }));
    await forget("0");
    const { TableVersions } = await catalog.client.send(new GetTableVersionsCommand(TRADES));
    expect(TableVersions?.map(({ VersionId }) => VersionId)).toEqual(["2", "1"]);
    expect((await refusalOf(forget("0"))).name).toBe("EntityNotFoundException");
    expect((await refusalOf(forget("2"))).name).toBe("InvalidInputException");
  });

  describe("are listed by pattern, over several pages", () => {
    beforeEach(async () => {
      for (const Name of ["bars_1m", "bars_5m", "bars_1h", "quotes"]) {
        const TableInput = { ...trades(["day"]), Name };
        await catalog.client.send(new CreateTableCommand({ DatabaseName: "market", TableInput }));
      }
    });

    test.each([
      ["bars_.*m", ["bars_1m", "bars_5m"]],
      ["bars_*m", ["bars_1m", "bars_5m"]],
      ["ba*", ["bars_1m", "bars_5m", "bars_1h"]],
      ["*es", ["trades", "quotes"]],
      ["*_1*", ["bars_1m", "bars_1h"]],
      ["[a-s]*_[0-5]+(m)*", ["bars_1m", "bars_5m"]],
      ["quotes|tr*", ["trades", "quotes"]],
      ["bars", []],
    ])("as far as they match %s", async (Expression, expected) => {
      const names: string[] = [];
      const request = { DatabaseName: "market", Expression };
      for await (const page of paginateGetTables({ client: catalog.client }, request)) {
        for (const { Name = "" } of page.TableList ?? []) names.push(Name);
      }
      expect(names).toEqual(expected);
    });
  });

  test("take their partitions along when deleted", async () => {
    await create(partition("2026-11-20", "A"));
    await catalog.client.send(new DeleteTableCommand({ DatabaseName: "market", Name: "trades" }));
    expect(await refusalOf(getTrades())).toEqual({
      name: "EntityNotFoundException",
      message: "Table trades not found.",
    });
    const TableInput = trades(["day", "symbol"]);
    await catalog.client.send(new CreateTableCommand({ DatabaseName: "market", TableInput }));
    expect(held(catalog)).toEqual([]);
  });

  test("change their version counter with every change of the table or its partitions, and only then", async () => {
    const seen: number[] = [];
    const look = () => seen.push(catalog.store.table("market", "trades").version);
    look();
    await create(partition("2026-11-20", "A"));
    look();
    await update({});
    look();
    await catalog.client.send(new DeleteTableCommand({ DatabaseName: "market", Name: "trades" }));
    const TableInput = trades(["day", "symbol"]);
    await catalog.client.send(new CreateTableCommand({ DatabaseName: "market", TableInput }));
    look();
    expect(new Set(seen).size).toBe(4);
    await listed(catalog);
    look();
    expect(seen.at(-1)).toBe(seen.at(-2));
  });
});

describe("BatchCreatePartition", () => {
  test("creates partitions that GetPartition returns whole", async () => {
    const input = { ...partition("2026-11-20", "BRK.B"), Parameters: { source: "part-0000" } };
    expect((await create(input)).Errors).toEqual([]);
    const { Partition } = await catalog.client.send(
      new GetPartitionCommand({ ...TRADES, PartitionValues: ["2026-11-20", "BRK.B"] }),
    );
    expect(Partition).toEqual({
      ...TRADES,
      ...input,
      // Glue tells it of what has none as well.
      StorageDescriptor: { ...input.StorageDescriptor, NumberOfBuckets: 0 },
      CatalogId: ACCOUNT,
      CreationTime: new Date(START - 500),
    });
  });

  test("reports existing partitions in Errors and creates the others", async () => {
    await create(partition("2026-11-20", "A"));
    const { Errors } = await create(partition("2026-11-20", "A"), partition("2026-11-20", "B"));
    expect(Errors).toEqual([
      {
        PartitionValues: ["2026-11-20", "A"],
        ErrorDetail: { ErrorCode: "AlreadyExistsException", ErrorMessage: "Partition already exists." },
      },
    ]);
    expect(held(catalog)).toEqual(["2026-11-20/A", "2026-11-20/B"]);
  });

  test("keeps the first of two equal partitions and reports the second", async () => {
    const first = partition("2026-11-20", "A");
    const second = { ...first, StorageDescriptor: descriptor("s3://elsewhere/") };
    const { Errors } = await create(first, second);
    expect(Errors?.map(({ PartitionValues }) => PartitionValues)).toEqual([["2026-11-20", "A"]]);
    const table = catalog.store.table("market", "trades");
    const { StorageDescriptor } = catalog.store.partition(table, ["2026-11-20", "A"]);
    expect(StorageDescriptor?.Location).toBe("s3://lake/trades/2026-11-20/A/");
  });

  test("creates nothing when one item has the wrong number of values", async () => {
    expect(await refusalOf(create(partition("2026-11-20", "A"), partition("2026-11-20")))).toEqual({
      name: "InvalidInputException",
      message: "The number of partition keys do not match the number of partition values",
    });
    expect(held(catalog)).toEqual([]);
  });

  test("accepts 100 items and refuses 101", async () => {
    const many = Array.from({ length: 101 }, (_, at) => partition("2026-11-20", `S${at}`));
    expect(await refusalOf(create(...many))).toEqual({
      name: "ValidationException",
      message:
        "1 validation error detected: Value '[...]' at 'partitionInputList' failed to satisfy constraint: " +
        "Member must have length less than or equal to 100",
    });
    await create(...many.slice(0, 100));
    expect(held(catalog)).toHaveLength(100);
  });

  test("refuses an empty value", async () => {
    expect((await refusalOf(create(partition("2026-11-20", "")))).message).toContain(
      "at 'partitionInputList.1.member.values' failed to satisfy constraint: Member must satisfy constraint",
    );
  });

  test("names a table that does not exist", async () => {
    const lost = { DatabaseName: "market", TableName: "quotes", PartitionInputList: days(1) };
    const call = catalog.client.send(new BatchCreatePartitionCommand(lost));
    await expect(call).rejects.toBeInstanceOf(EntityNotFoundException);
    await expect(call).rejects.toThrow("Table quotes not found.");
  });

  test("leaves out the item of an injected fault until the fault is spent", async () => {
    catalog.faults.itemError({
      item: ["2026-11-20", "B"],
      code: "InternalServiceException",
      message: "try again",
    });
    const both = [partition("2026-11-20", "A"), partition("2026-11-20", "B")];
    expect((await create(...both)).Errors).toEqual([
      {
        PartitionValues: ["2026-11-20", "B"],
        ErrorDetail: { ErrorCode: "InternalServiceException", ErrorMessage: "try again" },
      },
    ]);
    expect(held(catalog)).toEqual(["2026-11-20/A"]);
    await create(...both);
    expect(held(catalog)).toEqual(["2026-11-20/A", "2026-11-20/B"]);
  });

  test("is refused as a whole while a rejected item is in it", async () => {
    catalog.faults.rejectItem(([, symbol]) => symbol === "BAD", "InvalidInputException", "no such symbol");
    const refused = create(partition("2026-11-20", "A"), partition("2026-11-20", "BAD"));
    expect(await refusalOf(refused)).toEqual({ name: "InvalidInputException", message: "no such symbol" });
    expect(held(catalog)).toEqual([]);
    await create(partition("2026-11-20", "A"));
    expect(held(catalog)).toEqual(["2026-11-20/A"]);
    catalog.faults.clear();
    await create(partition("2026-11-20", "BAD"));
    expect(held(catalog)).toEqual(["2026-11-20/A", "2026-11-20/BAD"]);
  });
});

describe("single partitions", () => {
  const ofA = { ...TRADES, PartitionValues: ["2026-11-20", "A"] };

  beforeEach(async () => {
    await catalog.client.send(
      new CreatePartitionCommand({ ...TRADES, PartitionInput: partition("2026-11-20", "A") }),
    );
  });

  test("are created once", async () => {
    const again = new CreatePartitionCommand({ ...TRADES, PartitionInput: partition("2026-11-20", "A") });
    expect(await refusalOf(catalog.client.send(again))).toEqual({
      name: "AlreadyExistsException",
      message: "Partition already exists.",
    });
  });

  test("keep their age when updated", async () => {
    catalog.clock.advance(60_000);
    const PartitionInput = {
      ...partition("2026-11-20", "A"),
      StorageDescriptor: descriptor("s3://lake/moved/"),
    };
    const PartitionValueList = ["2026-11-20", "A"];
    await catalog.client.send(new UpdatePartitionCommand({ ...TRADES, PartitionValueList, PartitionInput }));
    const { Partition } = await catalog.client.send(new GetPartitionCommand(ofA));
    expect(Partition?.StorageDescriptor?.Location).toBe("s3://lake/moved/");
    expect(Partition?.CreationTime).toEqual(new Date(START - 500));
  });

  test("do not change their values", async () => {
    const PartitionInput = partition("2026-11-20", "B");
    const PartitionValueList = ["2026-11-20", "A"];
    const rename = new UpdatePartitionCommand({ ...TRADES, PartitionValueList, PartitionInput });
    expect((await refusalOf(catalog.client.send(rename))).name).toBe("InvalidInputException");
    expect(held(catalog)).toEqual(["2026-11-20/A"]);
  });

  test("are gone once deleted", async () => {
    await catalog.client.send(new DeletePartitionCommand(ofA));
    expect(held(catalog)).toEqual([]);
    for (const command of [new DeletePartitionCommand(ofA), new GetPartitionCommand(ofA)]) {
      const call: Promise<unknown> = catalog.client.send(command as GetPartitionCommand);
      expect(await refusalOf(call)).toEqual({
        name: "EntityNotFoundException",
        message: "Cannot find partition.",
      });
    }
  });
});

describe("batches of existing partitions", () => {
  beforeEach(() => create(...days(5)));

  const values = (...names: string[]) => names.map((day) => ({ Values: [day, "A"] }));

  const get = (PartitionsToGet: { Values: string[] }[]) =>
    catalog.client.send(new BatchGetPartitionCommand({ ...TRADES, PartitionsToGet }));

  test("BatchGetPartition is silent about partitions that do not exist", async () => {
    const { Partitions, UnprocessedKeys } = await get(values("2026-11-02", "2026-12-24", "2026-11-01"));
    expect(Partitions?.map(({ Values }) => Values?.[0])).toEqual(["2026-11-02", "2026-11-01"]);
    expect(UnprocessedKeys).toEqual([]);
  });

  test("BatchGetPartition leaves keys unprocessed once when asked to", async () => {
    catalog.faults.unprocessedKeys(2);
    const asked = values("2026-11-01", "2026-11-02", "2026-11-03");
    const { Partitions, UnprocessedKeys } = await get(asked);
    expect(Partitions).toHaveLength(1);
    expect(UnprocessedKeys).toEqual(asked.slice(1));
    expect((await get(asked)).Partitions).toHaveLength(3);
  });

  test("are refused as a whole when one item has the wrong number of values", async () => {
    const short = ["2026-11-01"];
    const mixed = [...values("2026-11-02"), { Values: short }];
    const Entries = mixed.map(({ Values }) => ({ PartitionValueList: Values, PartitionInput: { Values } }));
    const calls = [
      () => get(mixed),
      () => catalog.client.send(new BatchDeletePartitionCommand({ ...TRADES, PartitionsToDelete: mixed })),
      () => catalog.client.send(new BatchUpdatePartitionCommand({ ...TRADES, Entries })),
    ];
    for (const call of calls) expect((await refusalOf(call())).name).toBe("InvalidInputException");
    expect(held(catalog)).toHaveLength(5);
  });

  test("BatchUpdatePartition updates the ones it finds and reports the others", async () => {
    const entry = (day: string) => ({
      PartitionValueList: [day, "A"],
      PartitionInput: { Values: [day, "A"], StorageDescriptor: descriptor("s3://lake/moved/") },
    });
    const Entries = [entry("2026-11-01"), entry("2026-12-24")];
    const { Errors } = await catalog.client.send(new BatchUpdatePartitionCommand({ ...TRADES, Entries }));
    expect(Errors).toEqual([
      {
        PartitionValueList: ["2026-12-24", "A"],
        ErrorDetail: { ErrorCode: "EntityNotFoundException", ErrorMessage: "Cannot find partition." },
      },
    ]);
    const { Partitions } = await get(values("2026-11-01"));
    expect(Partitions?.[0]?.StorageDescriptor?.Location).toBe("s3://lake/moved/");
  });

  test("BatchDeletePartition deletes the ones it finds and reports the others", async () => {
    const PartitionsToDelete = values("2026-11-01", "2026-12-24", "2026-11-05");
    const { Errors } = await catalog.client.send(
      new BatchDeletePartitionCommand({ ...TRADES, PartitionsToDelete }),
    );
    expect(Errors?.map(({ PartitionValues }) => PartitionValues)).toEqual([["2026-12-24", "A"]]);
    expect(held(catalog)).toEqual(["2026-11-02/A", "2026-11-03/A", "2026-11-04/A"]);
  });

  test("BatchDeletePartition takes 25 partitions at most", async () => {
    const PartitionsToDelete = values(...Array.from({ length: 26 }, (_, at) => `day ${at}`));
    const call = catalog.client.send(new BatchDeletePartitionCommand({ ...TRADES, PartitionsToDelete }));
    expect((await refusalOf(call)).message).toContain("Member must have length less than or equal to 25");
  });
});

describe("GetPartitions", () => {
  const all = days(8).map(({ Values }) => Values.join("/"));

  beforeEach(() => create(...days(8)));

  test("lists every partition once, over several pages", async () => {
    expect(await listed(catalog)).toEqual({ values: all, pages: 3 });
  });

  test("makes pages smaller when asked to, never larger", async () => {
    expect((await listed(catalog, { MaxResults: 2 })).pages).toBe(4);
    expect((await listed(catalog, { MaxResults: 1000 })).pages).toBe(3);
  });

  test("goes on after a page on which nothing matches", async () => {
    const Expression = "day > '2026-11-07'";
    const first = await catalog.client.send(new GetPartitionsCommand({ ...TRADES, Expression }));
    expect(first.Partitions).toEqual([]);
    expect(first.NextToken).toBeDefined();
    expect((await listed(catalog, { Expression })).values).toEqual(["2026-11-08/A"]);
  });

  test("divides the partitions among segments", async () => {
    const parts: string[][] = [];
    for (const SegmentNumber of [0, 1, 2]) {
      parts.push((await listed(catalog, { Segment: { SegmentNumber, TotalSegments: 3 } })).values);
    }
    expect(parts.flat().sort()).toEqual(all);
    expect(parts.filter((part) => part.length > 0).length).toBeGreaterThan(1);
  });

  test("refuses a segment that is not among the total", async () => {
    const Segment = { SegmentNumber: 3, TotalSegments: 3 };
    expect((await refusalOf(listed(catalog, { Segment }))).name).toBe("InvalidInputException");
  });

  test("goes on where it was when the last partition of a page is deleted in between", async () => {
    const first = await catalog.client.send(new GetPartitionsCommand(TRADES));
    const last = first.Partitions?.at(-1)?.Values ?? [];
    await catalog.client.send(new DeletePartitionCommand({ ...TRADES, PartitionValues: last }));
    const NextToken = first.NextToken;
    const second = await catalog.client.send(new GetPartitionsCommand({ ...TRADES, NextToken }));
    expect(second.Partitions?.map(({ Values = [] }) => Values.join("/"))).toEqual(all.slice(3, 6));
  });

  test("leaves the columns out when asked to, and only them", async () => {
    const { Partitions } = await catalog.client.send(
      new GetPartitionsCommand({ ...TRADES, ExcludeColumnSchema: true }),
    );
    expect(Partitions?.[0]?.StorageDescriptor).toEqual({
      Location: "s3://lake/trades/2026-11-01/A/",
      NumberOfBuckets: 0,
    });
    const whole = await catalog.client.send(new GetPartitionsCommand(TRADES));
    expect(whole.Partitions?.[0]?.StorageDescriptor?.Columns).toHaveLength(1);
  });

  test("refuses a token that it did not give out", async () => {
    const call = catalog.client.send(new GetPartitionsCommand({ ...TRADES, NextToken: "made up" }));
    expect((await refusalOf(call)).name).toBe("InvalidInputException");
  });
});

test("refuses what it has no counterpart for by its name", async () => {
  const call = catalog.client.send(new GetPartitionsCommand({ ...TRADES, TransactionId: "t1" }));
  expect(await refusalOf(call)).toEqual({
    name: "UnsupportedOperationException",
    message: "The emulator does not offer 'transactionId' of GetPartitionsRequest",
  });
});
