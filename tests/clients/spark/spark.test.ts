/** Spark with S3A: whatever way its files take to their places, only the places are registered. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { asSeen, ordersOf, partitionsOf, queryOf } from "../orders.ts";
import type { Python } from "../python.ts";
import { type ClientStage, openStage } from "../stage.ts";

/** Hive's escapes: of these values, of `%` and `/` alone. */
const spelt = (value: string) => value.replaceAll("%", "%25").replaceAll("/", "%2F");

let stage: ClientStage;
let python: Python;
let folder: string;
let day: string;

beforeAll(async () => {
  stage = await openStage();
  python = stage.python("spark/spark_client.py", "spark", {
    SPARK_JARS: process.env.SPARK_JARS!,
    JAVA_HOME: process.env.SPARK_JAVA_HOME!,
  });
  folder = `${stage.bucket}/clients/orders`;
});

beforeEach(() => {
  day = stage.newDay();
});

afterAll(() => stage.close());

const write = (committer: string, rows: readonly object[], mode = "append") =>
  stage.registeredBy(() => python.ask("write", { folder, rows, committer, mode }, 120_000));

/** What the job left at the top of the table: S3A's committers say there which of them it was. */
const committedBy = () => {
  const success = stage.read("clients/orders/_SUCCESS").toString();
  return success === "" ? "Hadoop's" : (JSON.parse(success) as { committer: string }).committer;
};

describe.each([
  ["classic 1", "Hadoop's"],
  ["classic 2", "Hadoop's"],
  ["directory", "directory"],
  ["partitioned", "partitioned"],
  ["magic", "magic"],
])("the committer %s", (committer, name) => {
  test("appends: these partitions, these rows for Athena and for Spark, and nothing beside them", async () => {
    const rows = ordersOf(day);
    const before = stage.requests("ListMultipartUploads");
    expect(await write(committer, rows)).toEqual(partitionsOf(rows, spelt));
    expect(committedBy()).toBe(name);
    // What S3A's committers ask before a job and after it; without an answer they never end.
    expect(stage.requests("ListMultipartUploads") - before).toBe(name === "Hadoop's" ? 0 : 2);
    expect(await stage.query(queryOf(day))).toEqual(asSeen(rows));
    expect(await python.ask("read", { folder, day })).toEqual(rows);
    const others = stage.keys("clients/").filter((key) => !/^clients\/orders\/day=.*\.parquet$/.test(key));
    expect(others).toEqual(["clients/orders/_SUCCESS"]);
  });
});

/** The partitioned committer replaces what is in a partition when it appends to the table. */
test.each([
  ["classic 1", "overwrite"],
  ["classic 2", "overwrite"],
  ["partitioned", "append"],
])("the committer %s overwrites partitions: the others and their rows stay", async (committer, mode) => {
  const rows = ordersOf(day);
  await write("classic 1", rows);
  const replaced = { ...rows[0]!, amount: 100.5 };
  const added = { ...replaced, id: 90, region: "NEW" };
  expect(await write(committer, [replaced, added], mode)).toEqual(partitionsOf([added], spelt));
  expect(await stage.query(queryOf(day))).toEqual(asSeen([replaced, ...rows.slice(1), added]));
});
