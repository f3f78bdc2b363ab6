import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { formatOf, glueCatalog } from "../shared/catalog/glue-catalog-adapter.ts";
import { datasets } from "../shared/declared-datasets.ts";
import { messagesToReturn, readBatch } from "../shared/events/batch.ts";
import { sqsParking } from "../shared/events/sqs-parking-adapter.ts";
import { createGuard } from "../shared/guard/apply.ts";
import { planFileChecks } from "../shared/guard/plan.ts";
import { s3FileReader } from "../shared/guard/s3-file-reader-adapter.ts";
import { guardTelemetry } from "../shared/guard/telemetry.ts";
import { deadlinesWithin } from "../shared/runtime/deadlines.ts";
import { readSettings } from "../shared/runtime/settings.ts";
import { s3Store } from "../shared/store/s3-store-adapter.ts";
import { s3Writer } from "../shared/store/s3-writer-adapter.ts";

const { stage, bucket, parkingQueueUrl } = readSettings();
const telemetry = guardTelemetry(stage);
const guard = createGuard(stage, {
  catalog: glueCatalog(),
  formatOf,
  files: s3FileReader(),
  store: s3Store(),
  findings: s3Writer(),
  parking: sqsParking(parkingQueueUrl),
  clock: Date,
});

/** A batch of file checks from SQS → footers read; what fits or is not held back is in Glue. Answers what to deliver again. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const messages = readBatch(event);
  const plan = planFileChecks(messages, { datasets, bucket });
  const report = await guard.apply(plan, deadlinesWithin(context.getRemainingTimeInMillis()));
  telemetry.tell(report);
  return { batchItemFailures: messagesToReturn(report).map((itemIdentifier) => ({ itemIdentifier })) };
}
