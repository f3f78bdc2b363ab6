import { beforeAll, describe, expect, test } from "@jest/globals";
import { messagesToReturn } from "../../shared/events/batch.ts";
import { RegistrarError } from "../../shared/runtime/errors.ts";
import { parquetWriter } from "../support/duckdb-parquet.ts";
import { messagesFor, s3Body } from "../support/messages.ts";
import { BUCKET, outcomes, TRADES } from "../support/platform.ts";
import { GuardedPlatform, guarded } from "./guarded-platform.ts";

const folder = (symbol: string) => `${TRADES}day=2026-11-20/symbol=${symbol}/`;
const object = (symbol: string, part = 0) => `${folder(symbol)}part-000${part}.parquet`;
const inGlue = (symbol: string) =>
  `stock_trades_raw.trades ["2026-11-20","${symbol}"] s3://${BUCKET}/${folder(symbol)}`;

let good: Buffer;
let bad: Buffer;
/** Without a column of the table. */
let odd: Buffer;

beforeAll(async () => {
  const duckdb = await parquetWriter();
  const trade = `SELECT 1::BIGINT AS trade_id, TIMESTAMP '2026-11-20 14:30:00' AS ts, 1.5::DOUBLE AS price,
    100::BIGINT AS size, 1::BIGINT AS seq_no`;
  odd = await duckdb.write(trade);
  good = await duckdb.write(`${trade}, TIMESTAMP '2026-11-20 14:30:01' AS ingested_at`);
  bad = await duckdb.write(
    `${trade.replace("1.5::DOUBLE", "'1.5'")}, TIMESTAMP '2026-11-20 14:30:01' AS ingested_at`,
  );
  await duckdb.close();
});

const REASON = `s3://${BUCKET}/${object("AAPL")}: column price is string in the file and double in the table`;

describe("with guard: warn", () => {
  test("a file that fits is checked, and nothing is kept of it", async () => {
    const platform = new GuardedPlatform("warn");
    platform.files.put(object("AAPL"), good);
    await platform.register(messagesFor(object("AAPL")));
    expect(await platform.guard()).toMatchObject({
      results: [{ outcome: { kind: "checked" }, dataset: "trades" }],
      filesRead: 1,
      unfitFiles: 0,
    });
    expect(platform.findings.objects.size).toBe(0);
  });

  test("a file that does not is reported and kept, and nothing is parked", async () => {
    const platform = new GuardedPlatform("warn");
    platform.files.put(object("AAPL"), bad);
    await platform.register(messagesFor(object("AAPL")));
    expect(await platform.guard()).toMatchObject({
      results: [{ outcome: { kind: "reported", reason: REASON } }],
      unfitFiles: 1,
    });
    expect(platform.parking.entries).toEqual([]);
    const [key, { body }] = [...platform.findings.objects][0]!;
    expect(key).toMatch(
      new RegExp(`^${BUCKET}/stock-trades-platform/quality/files/trades/2026-11-20/[0-9a-f]{16}\\.json$`),
    );
    expect(JSON.parse(String(body))).toEqual({
      schemaVersion: 1,
      dataset: "trades",
      values: ["2026-11-20", "AAPL"],
      key: object("AAPL"),
      size: bad.length,
      modified: "2026-11-20T21:05:12.000Z",
      checkedAt: "2026-11-20T21:05:15.000Z",
      heldBack: false,
      faults: [{ kind: "type", breaks: true, column: "price", file: "string", table: "double" }],
    });
  });

  test("what is only odd is kept, and reported to nobody at once", async () => {
    const platform = new GuardedPlatform("warn");
    platform.files.put(object("AAPL"), odd);
    await platform.register(messagesFor(object("AAPL")));
    expect(await platform.guard()).toMatchObject({
      results: [{ outcome: { kind: "checked" } }],
      unfitFiles: 0,
    });
    expect(platform.findings.objects.size).toBe(1);
  });

  test("a file that is gone is let go", async () => {
    const platform = new GuardedPlatform("warn");
    platform.files.put(object("AAPL", 1), good);
    await platform.register(messagesFor(object("AAPL")));
    expect(outcomes(await platform.guard())).toEqual(["ignored"]);
    expect(platform.files.reads).toEqual([`tail ${object("AAPL")}`]);
  });
});

describe("with guard: enforce", () => {
  async function heldBack(platform: GuardedPlatform, ...keys: string[]) {
    const report = await platform.register(messagesFor(...keys));
    expect(new Set(outcomes(report))).toEqual(new Set(["waiting"]));
    expect(platform.catalog.contents()).toEqual([]);
  }

  test("a new partition waits, and is registered once its file was read and fits", async () => {
    const platform = new GuardedPlatform("enforce");
    platform.files.put(object("AAPL"), good);
    await heldBack(platform, object("AAPL"), object("AAPL", 1));
    expect(platform.checks.contents()).toEqual([`${object("AAPL")} (holds)`]);
    expect(platform.catalog.count("createPartitions")).toBe(0);
    platform.clock.advance(5000);
    const report = await platform.guard();
    expect(outcomes(report)).toEqual(["registered"]);
    // 2.655 s until the register function had it, and five until the guard had.
    expect(report.registered).toEqual([{ dataset: "trades", latency: 7655 }]);
    expect(platform.catalog.stored()).toMatchObject([{ registeredFor: object("AAPL") }]);
    expect(outcomes(await platform.register(messagesFor(object("AAPL", 2))))).toEqual(["already there"]);
  });

  test("a partition whose file does not fit is parked, with column, file's type and table's type", async () => {
    const platform = new GuardedPlatform("enforce");
    platform.files.put(object("AAPL"), bad);
    await heldBack(platform, object("AAPL"));
    expect(await platform.guard()).toMatchObject({
      results: [{ outcome: { kind: "unfit", code: "FILE_UNFIT", reason: REASON } }],
      unfitFiles: 1,
    });
    expect(platform.catalog.contents()).toEqual([]);
    expect(platform.parking.contents()).toEqual([`check-1 unfit trades ${REASON}`]);
    expect(
      [...platform.findings.objects.values()].map(({ body }) => JSON.parse(String(body)).heldBack),
    ).toEqual([true]);
  });

  test("a file that is no Parquet is parked as such", async () => {
    const platform = new GuardedPlatform("enforce");
    platform.files.put(object("AAPL"), Buffer.from("a,b\n1,2\n"));
    await heldBack(platform, object("AAPL"));
    expect((await platform.guard()).results).toMatchObject([
      {
        outcome: {
          code: "FILE_UNREADABLE",
          reason: `s3://${BUCKET}/${object("AAPL")}: it is text, not Parquet`,
        },
      },
    ]);
  });

  test("what is only odd holds nothing back", async () => {
    const platform = new GuardedPlatform("enforce");
    platform.files.put(object("AAPL"), odd);
    await heldBack(platform, object("AAPL"));
    expect(outcomes(await platform.guard())).toEqual(["registered"]);
    expect(platform.findings.objects.size).toBe(1);
  });

  test("if the file is gone, another visible one of the partition stands for it", async () => {
    const platform = new GuardedPlatform("enforce");
    await heldBack(platform, object("AAPL"));
    platform.files.put(`${folder("AAPL")}_temporary/part-0.parquet`, bad);
    platform.files.put(`${folder("AAPL")}.crc`, bad);
    platform.files.put(object("AAPL", 1), good);
    expect(outcomes(await platform.guard())).toEqual(["registered"]);
    expect(platform.catalog.stored()).toMatchObject([{ registeredFor: object("AAPL", 1) }]);
  });

  test("if none is left there is nothing to register", async () => {
    const platform = new GuardedPlatform("enforce");
    await heldBack(platform, object("AAPL"));
    expect((await platform.guard()).results).toMatchObject([
      { outcome: { kind: "ignored", reason: `no object is left in "s3://${BUCKET}/${folder("AAPL")}"` } },
    ]);
    expect(platform.catalog.contents()).toEqual([]);
  });

  test("two files of a partition in one batch: the one that fits registers it, the other is parked", async () => {
    const platform = new GuardedPlatform("enforce");
    platform.files.put(object("AAPL", 0), bad);
    platform.files.put(object("AAPL", 1), good);
    await heldBack(platform, object("AAPL", 0));
    await heldBack(platform, object("AAPL", 1));
    expect(outcomes(await platform.guard())).toEqual(["unfit", "registered"]);
    expect(platform.catalog.contents()).toEqual([inGlue("AAPL")]);
  });

  test("a parked message registers the partition when it is replayed after the file was written again", async () => {
    const platform = new GuardedPlatform("enforce");
    platform.files.put(object("AAPL"), bad);
    await heldBack(platform, object("AAPL"));
    await platform.guard();
    platform.files.put(object("AAPL"), good);
    for (const { body } of platform.parking.messages()) platform.checks.put(body, true);
    const report = await platform.guard();
    expect(outcomes(report)).toEqual(["registered"]);
    // It waited for a person.
    expect(report.registered).toEqual([{ dataset: "trades", latency: undefined }]);
  });

  test("a partition that exists elsewhere is a conflict, and parked once", async () => {
    const platform = new GuardedPlatform("enforce");
    platform.files.put(object("AAPL"), good);
    await heldBack(platform, object("AAPL"));
    const table = platform.catalog.tables.get("stock_trades_raw.trades")!;
    platform.catalog.put(table, ["2026-11-20", "AAPL"], "s3://elsewhere/");
    expect(outcomes(await platform.guard())).toEqual(["conflict"]);
    expect(platform.parking.entries).toHaveLength(1);
  });

  test("a missing table brings messages back, in either function", async () => {
    const platform = new GuardedPlatform("enforce");
    await heldBack(platform, object("AAPL"));
    platform.catalog.tables.delete("stock_trades_raw.trades");
    expect((await platform.guard()).results).toMatchObject([{ outcome: { code: "TABLE_NOT_FOUND" } }]);
    const report = await platform.register(messagesFor(object("MSFT")));
    expect(messagesToReturn(report)).toHaveLength(1);
  });
});

describe("a message of the guard", () => {
  test.each(["STORE_REFUSED", "DECRYPT_DENIED", "DEADLINE"] as const)(
    "comes back for %s, and nothing is parked",
    async (code) => {
      const platform = new GuardedPlatform("enforce");
      await platform.register(messagesFor(object("AAPL")));
      platform.files.fate = () => new RegistrarError(code, "GetObject: no");
      expect((await platform.guard()).results).toMatchObject([{ outcome: { kind: "failed", code } }]);
      expect(platform.checks.waiting).toHaveLength(1);
      expect(platform.parking.entries).toEqual([]);
    },
  );

  test("comes back if its finding could not be kept", async () => {
    const platform = new GuardedPlatform("enforce");
    platform.files.put(object("AAPL"), bad);
    await platform.register(messagesFor(object("AAPL")));
    platform.findings.put = async () => {
      throw new RegistrarError("STORE_REFUSED", "PutObject: no");
    };
    expect(outcomes(await platform.guard())).toEqual(["failed"]);
    expect(platform.parking.entries).toEqual([]);
  });

  test("comes back if it could not be parked", async () => {
    const platform = new GuardedPlatform("enforce");
    platform.files.put(object("AAPL"), bad);
    await platform.register(messagesFor(object("AAPL")));
    platform.parking.isLost = () => true;
    expect((await platform.guard()).results).toMatchObject([{ outcome: { code: "PARKING_FAILED" } }]);
  });

  test("of a dataset that is not guarded any more registers what waits, and reads nothing", async () => {
    const platform = new GuardedPlatform("enforce");
    await platform.register(messagesFor(object("AAPL")));
    platform.datasets = guarded("off");
    expect(outcomes(await platform.guard())).toEqual(["registered"]);
    expect(platform.files.reads).toEqual([]);
  });

  test("of a dataset that only warns by now registers what waits, and reports", async () => {
    const platform = new GuardedPlatform("enforce");
    platform.files.put(object("AAPL"), bad);
    await platform.register(messagesFor(object("AAPL")));
    platform.datasets = guarded("warn");
    expect(await platform.guard()).toMatchObject({
      results: [{ outcome: { kind: "registered" } }],
      unfitFiles: 1,
    });
    expect(platform.findings.objects.size).toBe(1);
  });

  test.each([
    ["an event of S3", s3Body(object("AAPL"))],
    ["no JSON", "partition-registrar/file-check"],
    [
      "a check without a key",
      '{"kind":"partition-registrar/file-check","dataset":"trades","replayed":false,"holds":true}',
    ],
  ])("that is none is parked as malformed: %s", async (_, body) => {
    const platform = new GuardedPlatform("enforce");
    platform.checks.put(body);
    expect(outcomes(await platform.guard())).toEqual(["malformed"]);
    expect(platform.parking.entries).toHaveLength(1);
  });
});
