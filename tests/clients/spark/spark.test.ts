/** Spark with S3A: whatever way its files take to their places, only the places are registered. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { asSeen, ordersOf, partitionsOf, queryOf } from "../orders.ts";
import type { Python } from "../python.ts";
import { openStage, type Stage } from "../stage.ts";

/** Hive's escapes: of these values, of `%` and `/` alone. */
const spelt = (value: string) => value.replaceAll("%", "%25").replaceAll("/", "%2F");

let stage: Stage;
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

const COMMITTERS = ["classic 1", "classic 2", "directory", "partitioned", "magic"];

describe.each(COMMITTERS)("the committer %s", (committer) => {
  const write = (rows: readonly object[], mode: string) => () =>
    python.ask("write", { folder, rows, committer, mode }, 120_000);

  test("appends: these partitions, these rows for Athena and for Spark", async () => {
    const rows = ordersOf(day);
    expect(await stage.registeredBy(write(rows, "append"))).toEqual(partitionsOf(rows, spelt));
    expect(await stage.query(queryOf(day))).toEqual(asSeen(rows));
    expect(await python.ask("read", { folder, day })).toEqual(rows);
  });
});
