import type { Context, SQSEvent } from "aws-lambda";
import { glueCatalog } from "../shared/catalog/glue-catalog-adapter.ts";
import { datasets } from "../shared/declared-datasets.ts";
import { readBatch } from "../shared/events/batch.ts";
import { answerMessage } from "../shared/reconcile/apply.ts";
import { glueColumnKeeper } from "../shared/reconcile/glue-column-keeper-adapter.ts";
import { sqsReconcileQueue } from "../shared/reconcile/sqs-reconcile-queue-adapter.ts";
import { reconcileTelemetry } from "../shared/reconcile/telemetry.ts";
import { gluePartitionReader } from "../shared/removal/glue-partition-reader-adapter.ts";
import { gluePartitionRemover } from "../shared/removal/glue-partition-remover-adapter.ts";
import { randomId } from "../shared/removal/random-id.ts";
import { s3KeyListing } from "../shared/removal/s3-key-listing-adapter.ts";
import { signalAfter } from "../shared/runtime/deadlines.ts";
import { readReconcileSettings } from "../shared/runtime/settings.ts";
import { s3Records } from "../shared/store/s3-records-adapter.ts";
import { s3Store } from "../shared/store/s3-store-adapter.ts";

const { stage, bucket, reconcileQueueUrl } = readReconcileSettings();
const ports = {
  catalog: glueCatalog(),
  reader: gluePartitionReader(),
  remover: gluePartitionRemover(),
  listing: s3KeyListing(),
  store: s3Store(),
  records: s3Records(),
  columns: glueColumnKeeper(),
  queue: sqsReconcileQueue(reconcileQueueUrl),
  telemetry: reconcileTelemetry(stage),
  clock: Date,
  callTimeout: () => signalAfter(30_000),
  random: randomId,
};

/** One message of a schedule, or of the function itself → one dataset compared, what is missing registered. What throws is delivered again. */
export async function handler(event: SQSEvent, context: Context): Promise<void> {
  for (const { body } of readBatch(event)) {
    await answerMessage(body, { stage, bucket, datasets }, ports, context.getRemainingTimeInMillis());
  }
}
