import { DeletePartitionCommand, DeleteTableCommand, GetPartitionIndexesCommand } from "@aws-sdk/client-glue";
import { CreateBucketCommand, PutBucketNotificationConfigurationCommand } from "@aws-sdk/client-s3";
import { describe, expect, test } from "@jest/globals";
import { registrar, withFolder } from "../cli/run.ts";
import { readAwsCall, sendAwsCall } from "../support/aws-cli.ts";
import { standingInForJq } from "../support/jq.ts";
import { judgedFact } from "../support/judged-fact.ts";
import { runScript, type Stand } from "../support/shell.ts";
import {
  glue,
  invoke,
  ownedBucket,
  partitions,
  partitionsWhen,
  put,
  resourceTypes,
  s3,
  slsDone,
  stackStatus,
  timed,
  until,
  versionsIn,
} from "./stage.ts";

const TRADES = "stock-trades-platform/raw/trades";
const TRADES_TABLE = { DatabaseName: "stock_trades_raw_dev", TableName: "trades" };
const BARS = "stock-trades-platform/curated/bars_5m";

/** Each step stands on those before it, as an operator's days do. */
describe("a stage with a bucket of its own", () => {
  const bucket = ownedBucket("dev");

  test("is deployed", async () => {
    await timed("deploy dev", () => slsDone("deploy", "dev"));
    const types = await resourceTypes("dev");
    judgedFact("resources of dev", types.length);
    expect(types).toEqual(expect.arrayContaining(["Custom::EmptyBuckets", "Custom::PartitionIndexes"]));
    // `sls` makes the deployment bucket first, and updates the stack with the rest.
    expect(await stackStatus("dev")).toBe("UPDATE_COMPLETE");
  });

  test("has asked for the partition index of the table with several keys", async () => {
    const { PartitionIndexDescriptorList } = await glue.send(new GetPartitionIndexesCommand(TRADES_TABLE));
    expect(PartitionIndexDescriptorList).toEqual([
      expect.objectContaining({
        IndexName: "registrar",
        Keys: ["day", "symbol"].map((Name) => expect.objectContaining({ Name })),
      }),
    ]);
  });

  test("registers what is written", async () => {
    const prefix = `${TRADES}/day=2026-11-20`;
    await timed("PUT to partition, dev", async () => {
      await put(
        bucket,
        ...["AAPL", "BRK.B", "MSFT"].map((symbol) => `${prefix}/symbol=${symbol}/part-0.parquet`),
      );
      await partitionsWhen("stock_trades_raw_dev", "trades", 3);
    });
    expect(await partitions("stock_trades_raw_dev", "trades")).toEqual({
      "2026-11-20/AAPL": `s3://${bucket}/${prefix}/symbol=AAPL/`,
      "2026-11-20/BRK.B": `s3://${bucket}/${prefix}/symbol=BRK.B/`,
      "2026-11-20/MSFT": `s3://${bucket}/${prefix}/symbol=MSFT/`,
    });
  });

  test("validates, and the events of its own results register their partitions", async () => {
    const summary = await timed("validate, deployed", () =>
      invoke("stock-trades-partitions-dev-validate", { suite: "close", time: "2026-11-20T22:30:00Z" }),
    );
    expect(summary).toMatchObject({ queries: expect.any(Number) });
    const found = await partitionsWhen("stock_trades_quality_dev", "check_results", 1);
    expect(Object.values(found)[0]).toContain(`s3://${bucket}/`);
  });

  test("deployed again without a change, nothing happens to it", async () => {
    await timed("deploy dev, unchanged", () => slsDone("deploy", "dev"));
    expect(Object.keys(await partitions("stock_trades_raw_dev", "trades"))).toHaveLength(3);
  });
});

describe("prod beside it, on an existing bucket", () => {
  const bucket = "market-data-lake";

  test("is deployed, and hears of its bucket by EventBridge", async () => {
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
    await s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: bucket,
        NotificationConfiguration: { EventBridgeConfiguration: {} },
      }),
    );
    await timed("deploy prod", () => slsDone("deploy", "prod", { parameters: [`bucket=${bucket}`] }));
    await timed("PUT to partition, prod", async () => {
      await put(bucket, `${TRADES}/day=2026-11-20/symbol=AAPL/x.parquet`, `${BARS}/day=2026-11-20/x.parquet`);
      await partitionsWhen("stock_trades_curated", "bars_5m", 1);
      await partitionsWhen("stock_trades_raw", "trades", 1);
    });
    expect(await partitions("stock_trades_raw", "trades")).toEqual({
      "2026-11-20/AAPL": `s3://${bucket}/${TRADES}/day=2026-11-20/symbol=AAPL/`,
    });
    expect(Object.keys(await partitions("stock_trades_raw_dev", "trades"))).toHaveLength(3);
  });

  test("removed, its tables and their partitions stay; deployed over them, it registers again", async () => {
    await timed("remove prod", () => slsDone("remove", "prod", { parameters: [`bucket=${bucket}`] }));
    expect(Object.keys(await partitions("stock_trades_raw", "trades"))).toEqual(["2026-11-20/AAPL"]);
    const parameters = [`bucket=${bucket}`, "tables=adopted"];
    await timed("deploy prod over its tables", () => slsDone("deploy", "prod", { parameters }));
    await put(bucket, `${TRADES}/day=2026-11-23/symbol=AAPL/part-0.parquet`);
    await partitionsWhen("stock_trades_raw", "trades", 2);
    await slsDone("remove", "prod", { parameters });
    expect(Object.keys(await partitions("stock_trades_raw", "trades"))).toHaveLength(2);
    expect(await versionsIn(bucket)).toBeGreaterThan(0);
  });
});

describe("an operator's commands", () => {
  const bucket = ownedBucket("dev");
  const isBroken = ({ status }: { status: string }) => status === "fail";
  const ask = async (...words: readonly string[]) => {
    const { code, out, notes } = await registrar(...words, "--stage", "dev", "--json");
    return { code, notes, answer: JSON.parse(out) };
  };

  test("status tells every table and queue", async () => {
    const { code, answer } = await ask("status");
    expect(code).toBe(0);
    const trades = { dataset: "trades", partitions: 3, newestDay: "2026-11-20" };
    expect(answer).toMatchObject({ datasets: expect.arrayContaining([expect.objectContaining(trades)]) });
  });

  test("validate runs the suite on the tables as they are", async () => {
    const { code, answer } = await ask("validate", "--dataset", "trades", "--day", "2026-11-20");
    // What was written is no Parquet: no check of its rows can be evaluated, and it says so.
    expect(code).toBe(3);
    const outcomes = (answer.results as { outcome: string }[]).map(({ outcome }) => outcome);
    expect(new Set(outcomes).size).toBeGreaterThan(1);
  });

  test("explain tells what Glue holds", async () => {
    const { code, answer } = await ask(
      "explain",
      `s3://${bucket}/${TRADES}/day=2026-11-20/symbol=AAPL/x.parquet`,
    );
    expect([code, answer.glue.state]).toEqual([0, "registered"]);
  });

  test("parked: what cannot be placed waits with its reason, and is replayed", async () => {
    await put(bucket, `${TRADES}/day=2026-02-30/symbol=AAPL/part-0.parquet`);
    const { answer } = await until(
      () => ask("parked", "list"),
      ({ answer }) => answer.parked.length > 0,
    );
    expect(answer.parked).toEqual([expect.objectContaining({ outcome: "unplaceable" })]);
    expect((await ask("parked", "replay", "--apply")).code).toBe(0);
    await until(
      () => ask("parked", "list"),
      ({ answer }) => answer.parked.length === 1,
    );
  });

  test("backfill: a partition that was taken away comes back", async () => {
    const day = "2026-11-20";
    await glue.send(new DeletePartitionCommand({ ...TRADES_TABLE, PartitionValues: [day, "AAPL"] }));
    expect(await ask("backfill", "--dataset", "trades", "--apply")).toMatchObject({ code: 0 });
    expect(Object.keys(await partitions("stock_trades_raw_dev", "trades"))).toContain(`${day}/AAPL`);
  });

  test("doctor: a table deleted by hand is found, and the command that it names makes it again", async () => {
    expect((await ask("doctor")).answer.findings.filter(isBroken)).toEqual([]);
    await glue.send(new DeleteTableCommand({ DatabaseName: "stock_trades_curated_dev", Name: "bars_5m" }));
    const broken = await ask("doctor");
    expect(broken.code).toBe(1);
    const failing = broken.answer.findings.filter(isBroken);
    expect(failing).toEqual([expect.objectContaining({ code: "TABLE_MISSING" })]);
    await withFolder(async (folder) => {
      const { code, stderr } = await runScript(failing[0].fix, folder, { aws, jq: standingInForJq });
      expect([code, stderr]).toEqual([0, ""]);
    });
    expect((await ask("doctor")).answer.findings.filter(isBroken)).toEqual([]);
    await put(bucket, `${BARS}/day=2026-11-24/x.parquet`);
    expect(Object.keys(await partitionsWhen("stock_trades_curated_dev", "bars_5m", 1))).toContain(
      "2026-11-24",
    );
  });
});

/** The AWS CLI's commands, sent to the judge. */
const aws: Stand = async (words, folder) => {
  const answer = await sendAwsCall(readAwsCall(words, folder), {});
  return Object.keys(answer).length === 0 ? "" : JSON.stringify(answer);
};
