/** AWS SDK for pandas on datasets whose partitions go with their data: whatever it deletes, Glue ends equal to S3. */
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { databaseName } from "../../shared/runtime/names.ts";
import { type DepartingStage, openDepartingStage } from "./departing-stage.ts";
import type { Python } from "./python.ts";

let stage: DepartingStage;
let python: Python;
let day: string;
let next: string;

beforeAll(async () => {
  stage = await openDepartingStage();
  python = stage.python("awswrangler_client.py");
});

afterAll(() => stage.close());

beforeEach(() => {
  day = stage.newDay();
  next = stage.newDay();
});

const wr = (name: string, asked: Readonly<Record<string, unknown>>) =>
  python.ask("call", { function: name, ...asked });

const at = (path: string) => `s3://${stage.bucket}/${path}`;

const inOrders = () => ({ database: databaseName("clients", stage.platform.stage), table: "orders" });

const folder = (on: string, region: string) => `clients/orders/day=${on}/region=${region}/`;

/** Writes a row of each region on a day. */
const write = (on: string, regions: readonly string[], asked: Readonly<Record<string, unknown>>) =>
  stage.after(() =>
    wr("s3.to_parquet", {
      rows: regions.map((region, id) => ({ id, amount: id + 0.5, note: "", day: on, region })),
      path: at("clients/orders/"),
      dataset: true,
      partition_cols: ["day", "region"],
      ...asked,
    }),
  );

/** After one reconcile, which finds nothing to do if the functions have done everything before. */
async function expectEqual(found: Readonly<Record<string, number>> = {}): Promise<void> {
  const { orders } = await stage.reconciled();
  expect(orders?.counts).toMatchObject({ missing: 0, orphaned: 0, elsewhere: 0, ...found });
  expect(stage.inGlue()).toEqual(stage.inS3());
}

const heldOf = (...days: string[]) =>
  stage.inGlue().filter((one) => days.some((on) => one.includes(`day=${on}/`)));

test.each(["without", "with"])("to_parquet overwrite, %s the catalog", async (catalog) => {
  const asked = { mode: "overwrite", ...(catalog === "with" ? inOrders() : {}) };
  await write(day, ["EU", "US"], asked);
  expect(heldOf(day)).toEqual([folder(day, "EU"), folder(day, "US")]);
  await write(next, ["EU"], asked);
  expect(stage.inGlue()).toEqual([folder(next, "EU")]);
  await expectEqual();
});

test.each(["without", "with"])("to_parquet overwrite_partitions, %s the catalog", async (catalog) => {
  const asked = { mode: "overwrite_partitions", ...(catalog === "with" ? inOrders() : {}) };
  await write(day, ["EU", "US"], asked);
  await write(day, ["EU", "XX"], asked);
  expect(heldOf(day)).toEqual([folder(day, "EU"), folder(day, "US"), folder(day, "XX")]);
  await expectEqual();
});

test("delete_objects of a partition, and of one of two objects of another", async () => {
  const asked = { mode: "append" };
  await write(day, ["EU", "US"], asked);
  await write(day, ["EU"], asked);
  const gone = [stage.keys(folder(day, "EU"))[0]!, ...stage.keys(folder(day, "US"))];
  await stage.after(() => wr("s3.delete_objects", { path: gone.map(at) }));
  expect(heldOf(day)).toEqual([folder(day, "EU")]);
  await expectEqual();
});

test("delete_objects of a whole day", async () => {
  await write(day, ["EU", "US"], { mode: "append" });
  await write(next, ["EU"], { mode: "append" });
  await stage.after(() => wr("s3.delete_objects", { path: at(`clients/orders/day=${day}/`) }));
  expect(heldOf(day, next)).toEqual([folder(next, "EU")]);
  await expectEqual();
});

test("catalog.delete_partitions with the data, and without: what has data is registered again", async () => {
  await write(day, ["EU", "US"], { mode: "append" });
  await stage.after(async () => {
    const partitions_values = [
      [day, "EU"],
      [day, "US"],
    ];
    await wr("catalog.delete_partitions", { ...inOrders(), partitions_values });
    await wr("s3.delete_objects", { path: at(folder(day, "US")) });
  });
  expect(heldOf(day)).toEqual([]);
  await expectEqual({ missing: 1 });
  expect(heldOf(day)).toEqual([folder(day, "EU")]);
});
