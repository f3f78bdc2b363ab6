import { expect, test } from "@jest/globals";
import { databaseName } from "../../shared/runtime/names.ts";
import { manyDatasets } from "../deploy/many-datasets.ts";
import { judgedFact } from "../support/judged-fact.ts";
import { ownedBucket, partitionsWhen, put, resourceTypes, slsDone, stackStatus, timed } from "./stage.ts";

const STAGE = "many";

test(
  "a hundred datasets are deployed in one stack, registered by prefixes that they share, and removed",
  async () => {
    const datasets = manyDatasets(100);
    await timed("deploy 100 datasets", () => slsDone("deploy", STAGE, { datasets }));
    judgedFact("resources of 100 datasets", (await resourceTypes(STAGE)).length);
    expect(await stackStatus(STAGE)).toBe("UPDATE_COMPLETE");
    const registered = datasets.filter(({ strategy, keys }) => strategy === "register" && keys.length === 1);
    for (const { prefix } of registered.slice(0, 10)) {
      await put(ownedBucket(STAGE), `${prefix}day=2026-11-20/part-0.parquet`);
    }
    for (const { database, table } of registered.slice(0, 10)) {
      await partitionsWhen(databaseName(database, STAGE), table, 1);
    }
    await timed("remove 100 datasets", () => slsDone("remove", STAGE));
  },
  10 * 60_000,
);
