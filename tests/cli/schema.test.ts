/** `schema diff` against the emulator: what it makes of the files of a bucket. */
import { afterAll, beforeAll, beforeEach, expect, jest, test } from "@jest/globals";
import { type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import { type Emulator, startEmulator } from "../../emulator/index.ts";
import { type Deployed, deployStage } from "../../local/deployment.ts";
import { datasets } from "../fixtures/datasets.ts";
import { exporting, registrar } from "./run.ts";

jest.unstable_mockModule("../../shared/declared-datasets.ts", () => ({ datasets }));

const TRADES = "stock-trades-platform/raw/trades";

let stack: Emulator;
let stage: Deployed;
let restore: () => void;

beforeAll(async () => {
  stack = await startEmulator();
  stage = await deployStage(stack, "dev", datasets);
  restore = exporting(stack.env);
});

beforeEach(() => {
  for (const { key } of stack.s3.store.list(stage.bucket)) stack.s3.store.remove(stage.bucket, key);
});

afterAll(async () => {
  restore();
  await stack.close();
});

const PRICE: ColumnSource = { name: "price", data: [1.5], type: "DOUBLE" };
const SIZE: ColumnSource = { name: "size", data: [1n], type: "INT64" };

const keyOf = (day: string, name = "a.parquet") => `${TRADES}/day=${day}/symbol=AAPL/${name}`;

function put(day: string, ...columnData: ColumnSource[]): void {
  stack.s3.store.put(stage.bucket, keyOf(day), Buffer.from(parquetWriteBuffer({ columnData })));
}

async function diff(...args: readonly string[]) {
  const { code, out } = await registrar("schema", "diff", "--dataset", "trades", "--json", ...args);
  return { code, ...JSON.parse(out).datasets[0] };
}

test("files as they are declared need no change", async () => {
  put("2026-11-20", PRICE, SIZE);
  expect(await diff()).toMatchObject({ code: 0, files: [keyOf("2026-11-20")], added: [], retyped: [] });
});

test("a column that files have got is printed as the line to add", async () => {
  put("2026-11-19", PRICE);
  put("2026-11-20", PRICE, { name: "fee", data: [0.1], type: "DOUBLE" });
  expect(await diff()).toMatchObject({ code: 1, added: [{ name: "fee", type: "double", files: 1 }] });
  const { code, out } = await registrar("schema", "diff", "--dataset", "trades");
  expect(code).toBe(1);
  expect(out).toContain('  + { name: "fee", type: "double" },  in 1 of 2 files');
});

test("a type that files have changed is printed as the two lines, with what it means for old partitions", async () => {
  put("2026-11-20", { name: "price", data: ["1.5"], type: "STRING" });
  const { code, out } = await registrar("schema", "diff", "--dataset", "trades");
  expect(code).toBe(1);
  expect(out).toContain('  - { name: "price", type: "double" },');
  expect(out).toContain('  + { name: "price", type: "string" },  partitions that have double in Glue');
});

test("the newest days are read, one file of each, and no marker", async () => {
  for (const day of ["2026-11-18", "2026-11-19", "2026-11-20"]) put(day, PRICE);
  stack.s3.store.put(stage.bucket, keyOf("2026-11-20", "_SUCCESS"), Buffer.from(""));
  expect((await diff("--folders", "2")).files).toEqual([keyOf("2026-11-20"), keyOf("2026-11-19")]);
});

test("a file that is no Parquet is named, and keeps no other from being read", async () => {
  put("2026-11-19", PRICE);
  stack.s3.store.put(stage.bucket, keyOf("2026-11-20"), Buffer.from("price,size\n1,2\n"));
  expect(await diff()).toMatchObject({
    code: 0,
    files: [keyOf("2026-11-19")],
    unreadable: [{ file: keyOf("2026-11-20"), reason: "it is text, not Parquet" }],
  });
});

test("a dataset without files says so, and needs no change", async () => {
  const { code, out } = await registrar("schema", "diff", "--dataset", "trades");
  expect([code, out.trim()]).toEqual([0, "trades  0 files read"]);
});
