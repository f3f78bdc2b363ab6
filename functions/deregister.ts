import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { glueCatalog } from "../shared/catalog/glue-catalog-adapter.ts";
import { datasets } from "../shared/declared-datasets.ts";
import { deregister } from "../shared/deregister/apply.ts";
import { planDeregistration } from "../shared/deregister/plan.ts";
import { sqsNominations } from "../shared/deregister/sqs-nominations-adapter.ts";
import { deregisterTelemetry } from "../shared/deregister/telemetry.ts";
import { messagesToReturn, readBatch } from "../shared/events/batch.ts";
import { sqsParking } from "../shared/events/sqs-parking-adapter.ts";
import { gluePartitionReader } from "../shared/removal/glue-partition-reader-adapter.ts";
import { gluePartitionRemover } from "../shared/removal/glue-partition-remover-adapter.ts";
import { randomId } from "../shared/removal/random-id.ts";
import { s3KeyListing } from "../shared/removal/s3-key-listing-adapter.ts";
import { SharedLocations } from "../shared/removal/shared-locations.ts";
import { deadlinesWithin } from "../shared/runtime/deadlines.ts";
import { readDeregisterSettings } from "../shared/runtime/settings.ts";
import { s3Records } from "../shared/store/s3-records-adapter.ts";

const { stage, bucket, parkingQueueUrl, nominationQueueUrl } = readDeregisterSettings();
const telemetry = deregisterTelemetry(stage);
const catalog = glueCatalog();
const ports = {
  catalog,
  shared: new SharedLocations(
    { stage, bucket, datasets },
    { catalog, reader: gluePartitionReader(), clock: Date },
  ),
  remover: gluePartitionRemover(),
  listing: s3KeyListing(),
  records: s3Records(),
  nominations: sqsNominations(nominationQueueUrl),
  parking: sqsParking(parkingQueueUrl),
  clock: Date,
  random: randomId,
};

/** A batch of removal events and nominations from SQS → Locations nominated; partitions without data removed from Glue. Answers what to deliver again. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const messages = readBatch(event);
  const plan = planDeregistration(messages, { datasets, bucket }, Date.now());
  const remaining = context.getRemainingTimeInMillis();
  const report = await deregister(plan, { stage, bucket }, ports, deadlinesWithin(remaining), remaining);
  telemetry.tell(report);
  return { batchItemFailures: messagesToReturn(report).map((itemIdentifier) => ({ itemIdentifier })) };
}
