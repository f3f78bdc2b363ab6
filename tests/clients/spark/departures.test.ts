/** Spark with S3A on a dataset whose partitions go with their data: whatever it replaces, Glue ends equal to S3. */
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { type DepartingStage, openDepartingStage } from "../departing-stage.ts";
import type { Python } from "../python.ts";

let stage: DepartingStage;
let python: Python;
let day: string;

beforeAll(async () => {
  stage = await openDepartingStage();
  python = stage.python("spark/spark_client.py", "spark", {
    SPARK_JARS: process.env.SPARK_JARS!,
    JAVA_HOME: process.env.SPARK_JAVA_HOME!,
  });
});

afterAll(() => stage.close());

beforeEach(() => {
  day = stage.newDay();
});

const table = () => `${stage.bucket}/clients/orders`;

const folder = (region: string, on = day) => `clients/orders/day=${on}/region=${region}/`;

/** Spark writes a row of each region. */
const write = (regions: readonly string[], mode: string, overwriting = "dynamic", committer = "classic 2") =>
  stage.after(() => {
    const rows = regions.map((region, id) => ({ id, amount: id + 0.5, note: "", day, region }));
    return python.ask("write", { folder: table(), rows, committer, mode, overwriting }, 120_000);
  });

/** Once the functions have done what they were told of, a reconcile finds nothing to do. */
async function expectEqual(): Promise<void> {
  const { orders } = await stage.reconciled();
  expect(orders?.counts).toMatchObject({ missing: 0, orphaned: 0, elsewhere: 0 });
  expect(stage.inGlue()).toEqual(stage.inS3());
}

const heldOf = (on = day) => stage.inGlue().filter((one) => one.includes(`day=${on}/`));

test.each(["classic 1", "classic 2"])(
  "a dynamic overwrite by the committer %s replaces partitions, and all stay",
  async (committer) => {
    await write(["EU", "US"], "append");
    await write(["EU", "NEW"], "overwrite", "dynamic", committer);
    expect(heldOf()).toEqual([folder("EU"), folder("NEW"), folder("US")]);
    await expectEqual();
  },
);

test("an overwrite of the whole table leaves what it wrote", async () => {
  await write(["EU", "US"], "append");
  const earlier = day;
  day = stage.newDay();
  await write(["EU"], "overwrite", "static");
  expect(heldOf(earlier)).toEqual([]);
  expect(stage.inGlue()).toEqual([folder("EU")]);
  await expectEqual();
});

test("a folder that is renamed, a partition's or a whole day's, leaves its old partitions", async () => {
  await write(["EU", "US"], "append");
  const rename = (source: string, target: string) =>
    stage.after(() => python.ask("rename", { source, target }, 120_000));
  await rename(`${table()}/day=${day}/region=US`, `${table()}/day=${day}/region=CA`);
  expect(heldOf()).toEqual([folder("CA"), folder("EU")]);
  const later = stage.newDay();
  await rename(`${table()}/day=${day}`, `${table()}/day=${later}`);
  expect([heldOf(), heldOf(later)]).toEqual([[], [folder("CA", later), folder("EU", later)]]);
  await expectEqual();
});
