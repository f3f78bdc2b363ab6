/** `reconcile --columns` against the emulator: what Glue holds of partitions before and after. */
import { BatchUpdatePartitionCommand, GlueClient } from "@aws-sdk/client-glue";
import { afterAll, beforeAll, beforeEach, expect, jest, test } from "@jest/globals";
import { type Emulator, startEmulator } from "../../emulator/index.ts";
import { type Deployed, deployStage } from "../../local/deployment.ts";
import { columnsHash } from "../../shared/catalog/columns-hash.ts";
import type { Column } from "../../shared/datasets/dataset.ts";
import { datasets } from "../fixtures/datasets.ts";
import { exporting, registrar } from "./run.ts";

jest.unstable_mockModule("../../shared/declared-datasets.ts", () => ({ datasets }));

const TRADES = "stock-trades-platform/raw/trades";
const NEW = datasets.find(({ name }) => name === "trades")!.columns;
/** As the table was before it got its last column. */
const OLD = NEW.slice(0, -1);
const GAINED = NEW.at(-1)!.name;

let stack: Emulator;
let stage: Deployed;
let restore: () => void;

beforeAll(async () => {
  stack = await startEmulator();
  stage = await deployStage(stack, "dev", datasets);
  restore = exporting(stack.env);
});

afterAll(async () => {
  restore();
  await stack.close();
});

const table = () => stack.glue.store.table("stock_trades_raw_dev", "trades");

beforeEach(() => {
  stack.faults.clear();
  for (const { key } of stack.s3.store.list(stage.bucket)) stack.s3.store.remove(stage.bucket, key);
  table().partitions.clear();
});

/** A partition with an object; with the hash of its columns unless told another or none. */
function hold(symbol: string, columns: readonly Column[], hash: string | null = columnsHash(columns)): void {
  const folder = `${TRADES}/day=2026-11-20/symbol=${symbol}/`;
  stack.s3.store.put(stage.bucket, `${folder}a.parquet`, Buffer.from("x"));
  stack.glue.store.createPartition(table(), {
    Values: ["2026-11-20", symbol],
    StorageDescriptor: {
      ...table().record.StorageDescriptor,
      Columns: columns.map(({ name, type }) => ({ Name: name, Type: type, Comment: `of ${symbol}` })),
      Location: `s3://${stage.bucket}/${folder}`,
    },
    Parameters: {
      "registrar.key": "k",
      mine: symbol,
      ...(hash === null ? {} : { "registrar.columns": hash }),
    },
  });
}

const records = () => [...table().partitions.values()].map(({ record }) => structuredClone(record));
const columnsOf = (symbol: string) =>
  records()
    .find(({ Values }) => Values[1] === symbol)
    ?.StorageDescriptor?.Columns?.map(({ Name }) => Name);

async function reconcile(...args: readonly string[]) {
  const command = ["reconcile", "--dataset", "trades", "--columns", "--json", ...args];
  const before = stack.requests.length;
  const { code, out } = await registrar(...command);
  const calls = stack.requests.slice(before).map(({ operation }) => operation);
  return { code, calls, ...JSON.parse(out).datasets[0] };
}

test("partitions whose hash is the table's are not read", async () => {
  hold("AAPL", NEW);
  expect(await reconcile()).toMatchObject({ code: 0, columns: { read: 0 }, counts: { stale: 0 } });
});

test("a partition that lacks a column is told, and left as it is", async () => {
  hold("AAPL", OLD);
  hold("MSFT", NEW);
  const before = records();
  expect(await reconcile()).toMatchObject({
    code: 1,
    columns: { read: 1, updated: 0 },
    counts: { stale: 1, differing: 0 },
    findings: [{ kind: "stale", what: "2026-11-20/AAPL", note: `lacks ${GAINED}` }],
  });
  expect(records()).toEqual(before);
});

test("with --apply it gets the column and the hash, and nothing else of it changes", async () => {
  hold("AAPL", OLD);
  const [before] = records();
  expect(await reconcile("--apply")).toMatchObject({ code: 0, columns: { updated: 1, refused: [] } });
  const [after] = records();
  const { Columns, ...descriptor } = after!.StorageDescriptor!;
  const { Columns: had, ...described } = before!.StorageDescriptor!;
  expect(Columns!.slice(0, -1)).toEqual(had);
  expect(Columns!.at(-1)).toEqual({ Name: GAINED, Type: NEW.at(-1)!.type });
  expect(descriptor).toEqual(described);
  expect(after!.Parameters).toEqual({ ...before!.Parameters, "registrar.columns": columnsHash(NEW) });
  expect({ ...after, StorageDescriptor: 0, Parameters: 0 }).toEqual({
    ...before,
    StorageDescriptor: 0,
    Parameters: 0,
  });
});

test("a second time nothing is read and nothing is written", async () => {
  hold("AAPL", OLD);
  await reconcile("--apply");
  const before = records();
  const { code, calls, columns } = await reconcile("--apply");
  expect([code, columns]).toEqual([0, { read: 0, updated: 0, refused: [] }]);
  expect(calls).not.toContain("BatchUpdatePartition");
  expect(records()).toEqual(before);
});

test.each([
  ["without a hash, as others make them", null],
  ["with a hash that nobody here can read", "2:0123456789abcdef"],
])("a partition %s is read, and judged by its columns", async (_, hash) => {
  hold("AAPL", OLD, hash);
  hold("MSFT", NEW, hash);
  expect(await reconcile("--apply")).toMatchObject({ code: 0, columns: { read: 2, updated: 1 } });
  expect([columnsOf("AAPL"), columnsOf("MSFT")]).toEqual([1, 2].map(() => NEW.map(({ name }) => name)));
});

test.each([
  ["has a column that the table lacks", [...OLD, { name: "fee", type: "double" }], "the table has no fee"],
  [
    "has a column of another type",
    OLD.map((column) => (column.name === "price" ? { ...column, type: "float" } : column)),
    "price is float, in the table double",
  ],
])("a partition that %s is shown, and not changed", async (_, columns, note) => {
  hold("AAPL", columns);
  const before = records();
  const { counts, findings, columns: compared } = await reconcile("--apply");
  expect([counts.differing, findings[0].note, compared.updated]).toEqual([1, note, 0]);
  expect(records()).toEqual(before);
});

test("what somebody changed meanwhile is judged by what it is when it is written", async () => {
  hold("AAPL", OLD);
  hold("MSFT", OLD, columnsHash(OLD));
  // Columns as the table's by now, under a hash of before.
  stack.glue.store.updatePartition(table(), ["2026-11-20", "MSFT"], {
    ...records()[1]!,
    StorageDescriptor: {
      ...records()[1]!.StorageDescriptor,
      Columns: table().record.StorageDescriptor!.Columns,
    },
  });
  expect(await reconcile("--apply")).toMatchObject({ code: 0, columns: { read: 2, updated: 1 } });
});

test("250 partitions are written a hundred a call", async () => {
  for (let index = 0; index < 250; index++) hold(`S${index}`, OLD);
  const { calls, columns } = await reconcile("--apply");
  expect(columns.updated).toBe(250);
  const count = (operation: string) => (calls as string[]).filter((one) => one === operation).length;
  expect([count("BatchGetPartition"), count("BatchUpdatePartition")]).toEqual([3, 3]);
});

test("a partition that Glue refuses is told with Glue's words, and makes the exit code 1", async () => {
  hold("AAPL", OLD);
  hold("MSFT", OLD);
  const send = GlueClient.prototype.send;
  const refusing = jest.spyOn(GlueClient.prototype, "send").mockImplementation(async function (
    this: GlueClient,
    ...call: unknown[]
  ) {
    const [command] = call as [object];
    if (!(command instanceof BatchUpdatePartitionCommand)) return send.apply(this, call as never);
    const [first, ...others] = command.input.Entries!;
    command.input.Entries = others;
    await send.apply(this, call as never);
    const ErrorDetail = { ErrorCode: "InvalidInputException", ErrorMessage: "too many columns" };
    return { Errors: [{ PartitionValueList: first!.PartitionValueList, ErrorDetail }] };
  } as never);
  const { code, columns } = await reconcile("--apply");
  refusing.mockRestore();
  expect([code, columns.updated]).toEqual([1, 1]);
  expect(columns.refused).toEqual([expect.stringMatching(/symbol=AAPL\/: .*too many columns/)]);
});

test("without --columns nothing is said of them", async () => {
  hold("AAPL", OLD);
  const { code, out } = await registrar("reconcile", "--dataset", "trades", "--json");
  expect([code, JSON.parse(out).datasets[0].columns]).toEqual([0, undefined]);
});
