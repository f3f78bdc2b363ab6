/** The adapter alone, on answers of a Glue that is not ours. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { glueCatalog } from "../../shared/catalog/glue-catalog-adapter.ts";
import type { NewPartition, Table } from "../../shared/catalog/port.ts";
import { addressOf, type ContractStage, glue, startStage } from "./stage.ts";

const catalog = glueCatalog(glue);
const { signal } = new AbortController();
let stage: ContractStage;
let table: Table;

beforeAll(async () => {
  stage = await startStage("catalog");
  const { DatabaseName, TableName } = addressOf("catalog", "trades");
  table = await catalog.table(DatabaseName, TableName, signal);
});

afterAll(() => stage.close());

const partition = (symbol: string): NewPartition => ({
  values: ["2026-11-20", symbol],
  location: `s3://${stage.bucket}/${symbol}/`,
  provenance: { key: `${symbol}/part-0`, time: "2026-11-20T14:30:00.000Z", replayed: false },
  registeredAt: "2026-11-20T14:30:01.000Z",
});

test("a table is read with its keys, its age and its storage", () => {
  expect(table).toMatchObject({
    keys: ["day", "symbol"],
    projected: false,
    descriptor: { SerdeInfo: { SerializationLibrary: expect.stringContaining("ParquetHiveSerDe") } },
  });
  expect(Math.abs(Date.now() - table.createdAt)).toBeLessThan(600_000);
});

test.each([
  ["table", () => catalog.table(table.database, "absent", signal)],
  ["database", () => catalog.table("absent", "absent", signal)],
  [
    "table to create in",
    () => catalog.createPartitions({ ...table, name: "absent" }, [partition("A")], signal),
  ],
  ["table to read from", () => catalog.readPartitions({ ...table, name: "absent" }, [["1", "A"]], signal)],
])("a missing %s is TABLE_NOT_FOUND, which no retry of ours heals", async (_, call) => {
  await expect(call()).rejects.toMatchObject({ code: "TABLE_NOT_FOUND", retryable: false, blame: "call" });
});

test("what exists already is refused by its values, and the rest of the call is carried out", async () => {
  expect(await catalog.createPartitions(table, [partition("A"), partition("B")], signal)).toEqual([]);
  expect(
    await catalog.createPartitions(table, [partition("B"), partition("C"), partition("A")], signal),
  ).toEqual([
    { values: ["2026-11-20", "B"], error: "already exists" },
    { values: ["2026-11-20", "A"], error: "already exists" },
  ]);
  expect((await stage.partitionsOf("trades")).map(({ Values }) => Values![1])).toEqual(["A", "B", "C"]);
});

test("what was created is read back with its stamp; unknown values are left out", async () => {
  await catalog.createPartitions(table, [partition("D"), partition("E")], signal);
  const stored = await catalog.readPartitions(
    table,
    [
      ["2026-11-20", "D"],
      ["2026-11-20", "NONE"],
      ["1999-01-01", "D"],
      ["2026-11-20", "E"],
    ],
    signal,
  );
  expect(stored).toEqual(
    ["D", "E"].map((symbol) => ({
      values: ["2026-11-20", symbol],
      location: `s3://${stage.bucket}/${symbol}/`,
      eventTime: "2026-11-20T14:30:00.000Z",
      registeredAt: "2026-11-20T14:30:01.000Z",
      registeredFor: `${symbol}/part-0`,
    })),
  );
  expect(await catalog.readPartitions(table, [["2026-11-20", "NONE"]], signal)).toEqual([]);
});

test("a call whose deadline has passed ends as DEADLINE", async () => {
  const { database, name } = table;
  await expect(catalog.table(database, name, AbortSignal.abort())).rejects.toMatchObject({
    code: "DEADLINE",
  });
});
