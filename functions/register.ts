import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { readBatch } from "../shared/arrivals.ts";
import { glueCatalog } from "../shared/aws/glue-catalog.ts";
import { sqsParking } from "../shared/aws/sqs-parking.ts";
import { messagesToReturn } from "../shared/batch-results.ts";
import { datasets } from "../shared/datasets.ts";
import { deadlinesWithin } from "../shared/deadlines.ts";
import { planRegistration } from "../shared/plan.ts";
import { createRegistrar } from "../shared/registrar.ts";
import { readSettings } from "../shared/settings.ts";
import { registerTelemetry } from "../shared/telemetry.ts";

const { stage, bucket, parkingQueueUrl } = readSettings();
const telemetry = registerTelemetry(stage);
const registrar = createRegistrar(stage, {
  catalog: glueCatalog(),
  parking: sqsParking(parkingQueueUrl),
  clock: Date,
});

/** A batch of S3 events from SQS → partitions registered in Glue. Answers the messages to deliver again. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const messages = readBatch(event);
  const plan = planRegistration(messages, { datasets, bucket });
  const report = await registrar.apply(plan, deadlinesWithin(context.getRemainingTimeInMillis()));
  telemetry.tell(report);
  return { batchItemFailures: messagesToReturn(report).map((itemIdentifier) => ({ itemIdentifier })) };
}
