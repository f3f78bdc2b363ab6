import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { hintFor } from "../../cli/commands/status.ts";
import { clientConfig } from "../../emulator/index.ts";
import { type Platform, startPlatform } from "../../local/platform.ts";
import { datasets } from "../fixtures/datasets.ts";
import { exporting, registrar } from "./run.ts";

const TRADES = "stock-trades-platform/raw/trades";
const BARS = "stock-trades-platform/curated/bars_5m";

let platform: Platform;
let restore: () => void;

beforeAll(async () => {
  platform = await startPlatform({ datasets, windowMs: 1000, pageSize: 3 });
  restore = exporting(platform.env);
});

afterAll(async () => {
  restore();
  await platform.close();
});

function put(...keys: readonly string[]): void {
  for (const key of keys) platform.emulator.s3.put(platform.bucket, key, "x");
}

/** Partitions of a table as Glue holds them now. */
function held(database: string, table: string): string[] {
  const { partitions } = platform.emulator.glue.store.table(`${database}_dev`, table);
  return [...partitions.values()].map(({ record }) => (record.Values ?? []).join("/")).sort();
}

async function explain(key: string) {
  const { code, out } = await registrar("explain", `s3://${platform.bucket}/${key}`, "--json");
  return { code, ...JSON.parse(out) };
}

test("explain tells what Glue holds: nothing, the partition, or another Location", async () => {
  const key = `${BARS}/day=2025-11-26/part-0.parquet`;
  expect(await explain(key)).toMatchObject({ code: 1, placement: "partition", glue: { state: "absent" } });
  put(key);
  await platform.events.idle();
  expect(await explain(key)).toMatchObject({
    code: 0,
    values: { day: "2025-11-26" },
    location: `s3://${platform.bucket}/${BARS}/day=2025-11-26/`,
    glue: { state: "registered", registeredFor: key },
  });
  expect(await explain(`${BARS}/DAY=2025-11-26/part-0.parquet`)).toMatchObject({
    code: 1,
    glue: { state: "conflict", location: `s3://${platform.bucket}/${BARS}/day=2025-11-26/` },
  });
});

test("explain tells why a key is no partition", async () => {
  expect(await explain(`${BARS}/day=2025-02-30/x`)).toMatchObject({ code: 1, placement: "unplaceable" });
  expect(await explain("elsewhere/x")).toMatchObject({
    code: 1,
    placement: "ignored",
    reason: expect.stringContaining("foreign prefix, expected one of stock-trades-platform/raw/trades/"),
  });
});

test.each([
  [`${BARS}/day=2025-11-26/part-0.parquet`, "whose place fits"],
  [`${BARS}/day=2025-02-30/x`, "that would be unplaceable here"],
])("explain tells that events of another bucket are ignored, of a key %s (%s)", async (key) => {
  const { code, out } = await registrar("explain", `s3://somebody-elses/${key}`, "--json");
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    placement: "ignored",
    reason: `foreign bucket "somebody-elses": stock_trades_curated_dev.bars_5m lies in ${platform.bucket}, and events of other buckets are ignored`,
  });
});

test("explain --offline says that it does not know whose the bucket is", async () => {
  const { code, out } = await registrar(
    "explain",
    `s3://any/${BARS}/day=2025-11-26/x`,
    "--offline",
    "--json",
  );
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    placement: "partition",
    hint: expect.stringContaining("Glue was not asked"),
  });
});

test("explain says so when Glue cannot be asked", async () => {
  const remove = platform.emulator.faults.add({
    operation: "AWSGlue.GetTable",
    kind: "error",
    code: "AccessDeniedException",
    message: "not you",
  });
  const answer = await explain(`${BARS}/day=2025-11-26/x`);
  remove();
  expect(answer).toMatchObject({ code: 3, glue: { state: "unknown", code: "ACCESS_DENIED" } });
});

test("parked messages are listed with their reasons, filtered, and replayed only on --apply", async () => {
  put(`${TRADES}/day=2025-11-31/symbol=AAPL/x`, `${TRADES}/day=2025-11-26/x`);
  await platform.events.idle();
  const list = async (...args: readonly string[]) =>
    JSON.parse((await registrar("parked", "list", "--json", ...args)).out).parked as Record<string, string>[];
  expect((await list()).map(({ dataset, outcome, now }) => [dataset, outcome, now])).toEqual([
    ["trades", "unplaceable", "unplaceable"],
    ["trades", "unplaceable", "unplaceable"],
  ]);
  const [first] = await list("--reason", "2025-11-31");
  expect(first).toMatchObject({ key: `${TRADES}/day=2025-11-31/symbol=AAPL/x` });
  expect(await list("--dataset", "bars_5m")).toEqual([]);

  const dryRun = await registrar("parked", "replay", "--reason", "2025-11-31");
  expect(dryRun.notes).toContain("--apply sends each");
  const applied = await registrar("parked", "replay", "--reason", "2025-11-31", "--apply");
  expect(applied).toMatchObject({ code: 0, out: "1 of 1 message sent again.\n" });
  await platform.events.idle();
  const again = (await list("--reason", "2025-11-31"))[0];
  expect(again?.firstSeen).toBe(first?.firstSeen);
  expect(await list()).toHaveLength(2);
});

test("a parked message is listed whatever its attributes say", async () => {
  const evil = "x\nforged\u0085\u009b2K\u202e";
  const attribute = (StringValue: string) => ({ DataType: "String", StringValue });
  await new SQSClient(clientConfig(platform.emulator)).send(
    new SendMessageCommand({
      QueueUrl: platform.parkingQueueUrl,
      MessageBody: evil,
      MessageAttributes: {
        outcome: attribute(evil),
        reason: attribute(evil),
        dataset: attribute(evil),
        "first-seen": attribute("NaN"),
      },
    }),
  );
  const { code, out } = await registrar("parked", "list", "--reason", "forged");
  expect(code).toBe(0);
  expect(out).toContain("x\\u000aforged\\u0085\\u009b2K\\u202e");
  expect(out).not.toMatch(/[\u0080-\u009f\u202e]|^forged/m);
  const listed = await registrar("parked", "list", "--reason", "forged", "--json");
  expect(JSON.parse(listed.out).parked).toMatchObject([
    { dataset: evil, outcome: evil, reason: evil, firstSeen: expect.stringMatching(/^20\d\d-/) },
  ]);
  await registrar("parked", "delete", "--reason", "forged", "--apply");
});

test("parked messages are deleted only on --apply, and only those that a filter names", async () => {
  put(`${TRADES}/day=2025-11-26/symbol=not%20one/x`);
  await platform.events.idle();
  const parking = platform.emulator.sqs.byUrl(platform.parkingQueueUrl);
  const before = parking.counts().visible;
  const filter = ["--reason", "not one", "--json"];
  expect((await registrar("parked", "delete", "--apply")).code).toBe(2);
  // As `--reason "$WHY"` is, in a shell that has no WHY: every reason contains the empty text.
  expect((await registrar("parked", "delete", "--reason", "", "--apply")).code).toBe(2);
  expect(JSON.parse((await registrar("parked", "delete", ...filter)).out).parked).toHaveLength(1);
  expect(parking.counts().visible).toBe(before);
  const { out } = await registrar("parked", "delete", ...filter, "--apply");
  expect(JSON.parse(out)).toEqual({ action: "delete", done: 1, matching: 1 });
  expect(parking.counts().visible).toBe(before - 1);
});

test("a message that SQS itself moved is listed as retries exhausted", async () => {
  const register = platform.emulator.sqs.byUrl(platform.registerQueueUrl);
  const parking = platform.emulator.sqs.byUrl(platform.parkingQueueUrl);
  parking.send({ body: "moved without attributes" });
  const { out } = await registrar("parked", "list", "--outcome", "failed", "--json");
  expect(JSON.parse(out).parked).toMatchObject([{ reason: "retries exhausted", outcome: "failed" }]);
  expect(register.counts().visible).toBe(0);
});

test("a stage that is not deployed is named", async () => {
  const { code, notes } = await registrar("parked", "list", "--stage", "nowhere");
  expect(code).toBe(3);
  expect(notes).toContain("QUEUE_NOT_FOUND");
  expect(notes).toContain("stock-trades-partitions-nowhere-parking");
});

test("of a stage of which an account has nothing, status names the account's Region and the deployment", () => {
  expect(hintFor("qa", "eu-west-1", false)).toBe(
    "Nothing of stage qa is in eu-west-1, neither its tables nor its queues. Another Region or account: " +
      "AWS_REGION=<region> AWS_PROFILE=<profile> ./registrar status --stage qa. Not deployed yet: npx sls deploy --stage qa. " +
      "Deployed by another list: here the list is shared/datasets.ts; REGISTRAR_DATASETS names none.",
  );
});

test("status of a stage of which nothing is there is one hint, not an error for each of its parts", async () => {
  const { code, out, notes } = await registrar("status", "--stage", "qa");
  const said = out.trimEnd().replaceAll("\n", " ");
  expect(said).toBe(
    "Nothing of stage qa is on this local stack: it is of stage dev, and of the list that it was started with. " +
      "Export REGISTRAR_DATASETS as ./registrar local printed it; here the list is shared/datasets.ts; REGISTRAR_DATASETS names none.",
  );
  expect({ code, isCode: notes.includes("NOT_FOUND") }).toEqual({ code: 1, isCode: false });
  const { hint, datasets } = JSON.parse((await registrar("status", "--stage", "qa", "--json")).out);
  expect(hint).toBe(said);
  expect(datasets).toHaveLength(5);
});

test("what AWS refuses everywhere for the same reason is told once", async () => {
  const remove = platform.emulator.faults.add({
    operation: "AWSGlue.GetTable",
    kind: "error",
    code: "ExpiredTokenException",
    message: "the token has expired",
  });
  const { out } = await registrar("status");
  remove();
  expect(out.match(/the token has expired/g)).toHaveLength(1);
  expect(out).toContain("trades, bars_5m, ml_features_5m, check_results, session_changes: ACCESS_DENIED");
});

test("backfill tells first, registers on --apply, and changes nothing the second time", async () => {
  const days = ["2025-10-01", "2025-10-02", "2025-10-03", "2025-10-06", "2025-10-07"];
  for (const day of days) {
    for (const symbol of ["AAPL", "BRK.B"]) {
      // Without events: written before the deploy.
      platform.emulator.s3.store.put(
        platform.bucket,
        `${TRADES}/day=${day}/symbol=${symbol}/p.parquet`,
        Buffer.from("x"),
      );
    }
  }
  platform.emulator.s3.store.put(
    platform.bucket,
    `${TRADES}/day=2025-10-08/symbol=GE/_SUCCESS`,
    Buffer.from(""),
  );
  platform.emulator.s3.store.put(
    platform.bucket,
    `${TRADES}/_temporary/day=2025-10-09/symbol=GE/x`,
    Buffer.from("x"),
  );
  const impossible = `${TRADES}/day=2025-10-32/symbol=GE/x`;
  platform.emulator.s3.store.put(platform.bucket, impossible, Buffer.from("x"));
  const before = held("stock_trades_raw", "trades");
  const range = ["--dataset", "trades", "--from", "2025-10-02", "--to", "2025-10-31"];

  const preview = await backfill(...range);
  expect(preview).toMatchObject({ code: 1, applied: false, drift: true });
  // Days that are none lie in no range, and are always told.
  expect(preview.found).toMatchObject({ matched: 0, counts: { missing: 8 } });
  const outside = { kind: "outside", what: impossible.slice(`${TRADES}/`.length) };
  expect(preview.found.findings).toContainEqual(expect.objectContaining(outside));
  expect(held("stock_trades_raw", "trades")).toEqual(before);

  expect(await backfill(...range, "--apply")).toMatchObject({
    code: 0,
    applied: true,
    found: { repaired: { registered: 8, removed: 0 } },
  });
  expect(held("stock_trades_raw", "trades").filter((one) => one.startsWith("2025-10"))).toEqual(
    days.slice(1).flatMap((day) => [`${day}/AAPL`, `${day}/BRK.B`]),
  );

  expect(await backfill(...range, "--apply")).toMatchObject({
    code: 0,
    found: { matched: 8, repaired: { registered: 0 } },
  });
});

test("backfill reports what lies in folders that are no partition", async () => {
  platform.emulator.s3.store.put(platform.bucket, `${BARS}/stray.parquet`, Buffer.from("x"));
  platform.emulator.s3.store.put(platform.bucket, `${BARS}/month=11/x`, Buffer.from("x"));
  const { found } = await backfill("--dataset", "bars_5m", "--apply");
  const unplaceable = found.findings.filter(({ kind }: { kind: string }) => kind === "unplaceable");
  expect(unplaceable.map(({ what }: { what: string }) => what).sort()).toEqual([
    "month=11/x",
    "stray.parquet",
  ]);
});

test("backfill leaves a partition without data, and that is no reason for exit code 1", async () => {
  const { StorageDescriptor } = platform.emulator.glue.store.table("stock_trades_raw_dev", "trades").record;
  platform.emulator.glue.store.createPartition(
    platform.emulator.glue.store.table("stock_trades_raw_dev", "trades"),
    {
      Values: ["2025-12-01", "GE"],
      StorageDescriptor: {
        ...StorageDescriptor,
        Location: `s3://${platform.bucket}/${TRADES}/day=2025-12-01/symbol=GE/`,
      },
    },
  );
  const range = ["--dataset", "trades", "--from", "2025-12-01", "--to", "2025-12-01"];
  expect(await backfill(...range, "--apply")).toMatchObject({ code: 0, found: { counts: { orphaned: 1 } } });
  expect(held("stock_trades_raw", "trades")).toContain("2025-12-01/GE");
});

/** Its exit code, its JSON, and what that says of the one dataset. */
async function backfill(...args: readonly string[]) {
  const { code, out } = await registrar("backfill", ...args, "--json");
  const answer = JSON.parse(out);
  return { code, ...answer, found: answer.datasets[0] };
}

test("replay --apply registers the partitions of a file's events", async () => {
  const { code, out } = await registrar("replay", "events/s3-put.json", "--apply", "--json");
  // The file's bucket is not this stage's: nothing of it is registered here.
  expect(code).toBe(0);
  expect(JSON.parse(out).messages[0]).toMatchObject({ outcome: "ignored" });
});

test("a taken port is reported", async () => {
  const { code, notes } = await registrar("local", "--port", String(platform.emulator.port));
  expect(code).toBe(2);
  expect(notes).toContain(`port ${platform.emulator.port} on 127.0.0.1 is taken`);
});
