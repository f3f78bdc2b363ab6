/** The functions that judge sessions and look at them, at work on the local stack. */
import { writeLookRequest } from "../../shared/look-requests/look-request.ts";
import { nightlyBody } from "../../shared/looks/nightly-message.ts";
import { isValidated } from "../../shared/quality/snapshot.ts";
import { lookFunctionName, validateFunctionName } from "../../shared/runtime/names.ts";
import { DAY, NEXT_DAY, type RecordedStage, receive, recorded, STAGE } from "./recorded.ts";
import type { WireCall } from "./recorder.ts";

/**
 * A run that finds nothing stored; one that stops a query whose end it cannot learn, tells what is missing, and finds a
 * session changed that the first has judged.
 */
export async function validate(stage: RecordedStage): Promise<readonly WireCall[]> {
  const { stack, deployed } = stage;
  const { qualityTopicArn, lookQueueUrl = "" } = deployed;
  if (qualityTopicArn === undefined) return [];
  const settings = { QUALITY_TOPIC_ARN: qualityTopicArn, LOOK_QUEUE_URL: lookQueueUrl, EVENT_BUS: "default" };
  return recorded(stage, { name: validateFunctionName(STAGE), settings }, async (start) => {
    const lambda = await start();
    await lambda.invoke({ suite: "close", time: `${DAY}T23:00:00Z` });
    const relent = stack.faults.add({
      operation: "AmazonAthena.GetQueryExecution",
      kind: "error",
      code: "InvalidRequestException",
      status: 400,
      times: 1,
    });
    replaceObjects(stage);
    await lambda.invoke({ suite: "close", time: `${NEXT_DAY}T23:00:00Z` });
    relent();
  });
}

/** Minutes in which a session is withdrawn, compared again once it is quiet, and its verdict asked for. */
const MINUTES = 10;

/** A write into a session that was judged, one whose objects are gone, the nightly comparison, and what nothing can use. */
export async function look(stage: RecordedStage): Promise<readonly WireCall[]> {
  const { stack, clock, datasets, deployed } = stage;
  const { lookQueueUrl, lookParkingQueueUrl = "", validateQueueUrl = "" } = deployed;
  if (lookQueueUrl === undefined) return [];
  const queue = stack.sqs.byUrl(lookQueueUrl);
  replaceObjects(stage);
  const validated = datasets.filter(isValidated);
  const { prefix } = validated.at(-1)!;
  for (const { key } of stack.s3.store.list(deployed.bucket)) {
    if (key.startsWith(`${prefix}day=${DAY}/`)) stack.s3.remove(deployed.bucket, key);
  }
  const now = clock.now();
  for (const { name: dataset } of validated) {
    const request = { dataset, day: DAY, purpose: "verdict", since: now, written: now } as const;
    queue.send({ body: writeLookRequest(request) });
  }
  for (const body of [nightlyBody(), "no request"]) queue.send({ body });
  const settings = {
    PARKING_QUEUE_URL: lookParkingQueueUrl,
    LOOK_QUEUE_URL: lookQueueUrl,
    VALIDATE_QUEUE_URL: validateQueueUrl,
    EVENT_BUS: "default",
  };
  return recorded(stage, { name: lookFunctionName(STAGE), settings }, async (start) => {
    const lambda = await start();
    for (let minutes = 0; minutes < MINUTES; minutes++) {
      const event = receive(stage, lookQueueUrl);
      if (event.Records.length > 0) await lambda.invoke(event);
      clock.advance(60_000);
    }
  });
}

/** The last object of each dataset's last session gets other bytes. */
function replaceObjects({ stack, datasets, deployed: { bucket } }: RecordedStage): void {
  for (const { prefix } of datasets.filter(isValidated)) {
    const keys = stack.s3.store.list(bucket).map(({ key }) => key);
    const key = keys.findLast((one) => one.startsWith(`${prefix}day=${DAY}/`));
    if (key !== undefined)
      stack.s3.store.put(bucket, key, Buffer.from(`PAR1 ${stack.s3.store.list(bucket).length}`));
  }
}
