/** The functions that look for partitions without data, at work on the local stack. */
import type { Dataset } from "../../shared/datasets/dataset.ts";
import { removesEmpty } from "../../shared/datasets/on-empty.ts";
import { folderOf } from "../../shared/datasets/placing.ts";
import { startBody } from "../../shared/reconcile/run-message.ts";
import { databaseName, deregisterFunctionName, reconcileFunctionName } from "../../shared/runtime/names.ts";
import { NEXT_DAY, type RecordedStage, receive, recorded, STAGE } from "./recorded.ts";
import type { WireCall } from "./recorder.ts";

/** Sessions behind the next one: of partitions that lack a column, and of folders that no partition is of. */
const OLD_DAY = "2025-12-02";
const TORN_DAY = "2025-12-03";
/** A session of which no event told. */
const QUIET_DAY = "2025-12-04";

/**
 * Of each dataset whose empty partitions are removed: a partition that has lost its only object, and a folder that has
 * lost one of two before it was registered, as after a delete that was broken off; and what nothing can use.
 */
export async function deregister(stage: RecordedStage): Promise<readonly WireCall[]> {
  const { stack, clock, datasets, deployed } = stage;
  const { deregisterQueueUrl, deregisterParkingQueueUrl = "", bucket } = deployed;
  if (deregisterQueueUrl === undefined) return [];
  const queue = stack.sqs.byUrl(deregisterQueueUrl);
  for (const dataset of datasets.filter(removesEmpty)) {
    hold(stage, dataset, valuesOf(dataset, NEXT_DAY, "DEPARTED"));
    const [departed, torn] = [NEXT_DAY, TORN_DAY].map((day) =>
      folderOf(dataset, valuesOf(dataset, day, "DEPARTED")),
    );
    for (const key of [`${departed}part-0`, `${torn}part-0`, `${torn}part-1`]) {
      stack.s3.put(bucket, key, "PAR1");
    }
    for (const folder of [departed, torn]) stack.s3.remove(bucket, `${folder}part-0`);
  }
  queue.send({ body: "no event" });
  const settings = { PARKING_QUEUE_URL: deregisterParkingQueueUrl, DEREGISTER_QUEUE_URL: deregisterQueueUrl };
  return recorded(stage, { name: deregisterFunctionName(STAGE), settings }, async (start) => {
    const lambda = await start();
    while (queue.messages().length > 0) {
      const event = receive(stage, deregisterQueueUrl);
      if (event.Records.length > 0) await lambda.invoke(event);
      clock.advance(60_000);
    }
  });
}

/**
 * A start, its datasets, and one that goes on: of objects of which no event told, partitions whose objects are gone, and
 * partitions that lack a column.
 */
export async function reconcile(stage: RecordedStage): Promise<readonly WireCall[]> {
  const { stack, datasets, deployed } = stage;
  const { reconcileQueueUrl = "", bucket } = deployed;
  for (const dataset of datasets) {
    const old = valuesOf(dataset, OLD_DAY, "OLD");
    for (const values of [valuesOf(dataset, QUIET_DAY, "QUIET"), old]) {
      stack.s3.store.put(bucket, `${folderOf(dataset, values)}part-0.parquet`, Buffer.from("PAR1"));
    }
    hold(stage, dataset, valuesOf(dataset, NEXT_DAY, "GONE"));
    hold(stage, dataset, old, 1);
  }
  const name = reconcileFunctionName(STAGE);
  return recorded(stage, { name, settings: { RECONCILE_QUEUE_URL: reconcileQueueUrl } }, async (start) => {
    const lambda = await start();
    const queue = stack.sqs.byUrl(reconcileQueueUrl);
    queue.send({ body: startBody("weekly", `${NEXT_DAY}T08:30:00Z`) });
    while (queue.messages().length > 0) await lambda.invoke(receive(stage, reconcileQueueUrl));
  });
}

const valuesOf = ({ keys }: Dataset, day: string, other: string) =>
  keys.map(({ kind }) => (kind === "day" ? day : other));

/** A partition in Glue, without so many of its table's last columns. */
function hold(
  { stack, deployed: { bucket } }: RecordedStage,
  dataset: Dataset,
  Values: string[],
  lacks = 0,
): void {
  const table = stack.glue.store.table(databaseName(dataset.database, STAGE), dataset.table);
  const { Columns = [], ...format } = table.record.StorageDescriptor ?? {};
  const StorageDescriptor = {
    ...format,
    Columns: Columns.slice(0, Columns.length - lacks),
    Location: `s3://${bucket}/${folderOf(dataset, Values)}`,
  };
  stack.glue.store.createPartition(table, { Values, StorageDescriptor });
}
