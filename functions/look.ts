import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { glueCatalog, gluePartitions } from "../shared/catalog/glue-catalog-adapter.ts";
import { datasets } from "../shared/declared-datasets.ts";
import { messagesToReturn, readBatch } from "../shared/events/batch.ts";
import { sqsParking } from "../shared/events/sqs-parking-adapter.ts";
import { sqsLooks } from "../shared/look-requests/sqs-looks-adapter.ts";
import { applyLooks } from "../shared/looks/apply.ts";
import { DAILY } from "../shared/looks/budget.ts";
import { nightlyRequests } from "../shared/looks/nightly.ts";
import { planLooks } from "../shared/looks/plan.ts";
import { seeing } from "../shared/looks/seeing.ts";
import { sqsVerdicts } from "../shared/looks/sqs-verdicts-adapter.ts";
import { lookTelemetry } from "../shared/looks/telemetry.ts";
import { isValidated } from "../shared/quality/snapshot.ts";
import { deadlinesWithin } from "../shared/runtime/deadlines.ts";
import { readLookSettings } from "../shared/runtime/settings.ts";
import { tellInTable } from "../shared/sessions/change-file.ts";
import { tellOnBus } from "../shared/sessions/event-bus-adapter.ts";
import { tellAll } from "../shared/sessions/update-session.ts";
import { s3Records } from "../shared/store/s3-records-adapter.ts";
import { s3Store } from "../shared/store/s3-store-adapter.ts";
import { s3Writer } from "../shared/store/s3-writer-adapter.ts";

const { stage, bucket, parkingQueueUrl, lookQueueUrl, validateQueueUrl, eventBus } = readLookSettings();
const telemetry = lookTelemetry(stage);
const store = s3Store();
const records = s3Records();
const validated = datasets.filter(isValidated);
const ports = {
  records,
  tell: tellAll(tellInTable(bucket, s3Writer()), tellOnBus(stage, eventBus)),
  see: seeing(
    { stage, bucket },
    { catalog: glueCatalog(), partitions: gluePartitions(), store, clock: Date },
  ),
  looks: sqsLooks(lookQueueUrl),
  verdicts: sqsVerdicts(validateQueueUrl),
  parking: sqsParking(parkingQueueUrl),
  nightly: (now: number, signal: AbortSignal) =>
    nightlyRequests(validated, bucket, now, { store, records }, signal),
  daily: DAILY,
  clock: Date,
};

/**
 * A batch of look requests from SQS → sessions compared with their verdicts, those of others' bytes withdrawn, and new ones
 * asked for. Answers what to deliver again.
 */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const messages = readBatch(event);
  const plan = planLooks(messages, { datasets, bucket }, Date.now());
  const report = await applyLooks(plan, bucket, ports, deadlinesWithin(context.getRemainingTimeInMillis()));
  telemetry.tell(report);
  return { batchItemFailures: messagesToReturn(report).map((itemIdentifier) => ({ itemIdentifier })) };
}
