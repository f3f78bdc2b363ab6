import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { glueCatalog } from "../shared/catalog/glue-catalog-adapter.ts";
import { isGuarded } from "../shared/datasets/guard-mode.ts";
import { datasets } from "../shared/declared-datasets.ts";
import { messagesToReturn, readBatch } from "../shared/events/batch.ts";
import { sqsParking } from "../shared/events/sqs-parking-adapter.ts";
import { sqsFileChecks } from "../shared/file-checks/sqs-file-checks-adapter.ts";
import { LookAsking } from "../shared/look-requests/asking.ts";
import { sqsLooks } from "../shared/look-requests/sqs-looks-adapter.ts";
import { createRegistrar } from "../shared/register/apply.ts";
import { planRegistration } from "../shared/register/plan.ts";
import { registerTelemetry } from "../shared/register/telemetry.ts";
import { deadlinesWithin } from "../shared/runtime/deadlines.ts";
import { readRegisterSettings } from "../shared/runtime/settings.ts";

const { stage, bucket, parkingQueueUrl, guardQueueUrl, lookQueueUrl } = readRegisterSettings({
  isAnyGuarded: datasets.some(isGuarded),
  isAnyPromised: datasets.some(({ quality, strategy }) => quality !== undefined && strategy === "register"),
});
const context = { datasets, bucket };
const telemetry = registerTelemetry(stage);
const registrar = createRegistrar(stage, {
  catalog: glueCatalog(),
  parking: sqsParking(parkingQueueUrl),
  clock: Date,
  fileChecks: guardQueueUrl === undefined ? undefined : sqsFileChecks(guardQueueUrl),
  looks: lookQueueUrl === undefined ? undefined : new LookAsking(sqsLooks(lookQueueUrl), Date),
});

/** A batch of S3 events from SQS → partitions registered in Glue. Answers the messages to deliver again. */
export async function handler(event: SQSEvent, lambda: Context): Promise<SQSBatchResponse> {
  const messages = readBatch(event);
  const plan = planRegistration(messages, context);
  const report = await registrar.apply(plan, deadlinesWithin(lambda.getRemainingTimeInMillis()));
  telemetry.tell(report);
  return { batchItemFailures: messagesToReturn(report).map((itemIdentifier) => ({ itemIdentifier })) };
}
