import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { createCrawling } from "../shared/crawl/apply.ts";
import { glueCrawlers } from "../shared/crawl/glue-crawlers-adapter.ts";
import { planCrawls } from "../shared/crawl/plan.ts";
import { sqsCrawlRequests } from "../shared/crawl/sqs-crawl-requests-adapter.ts";
import { crawlTelemetry } from "../shared/crawl/telemetry.ts";
import { datasets } from "../shared/declared-datasets.ts";
import { messagesToReturn, readBatch } from "../shared/events/batch.ts";
import { sqsParking } from "../shared/events/sqs-parking-adapter.ts";
import { LookAsking } from "../shared/look-requests/asking.ts";
import { sqsLooks } from "../shared/look-requests/sqs-looks-adapter.ts";
import { deadlinesWithin } from "../shared/runtime/deadlines.ts";
import { readCrawlSettings } from "../shared/runtime/settings.ts";

const { stage, bucket, parkingQueueUrl, crawlQueueUrl, lookQueueUrl } = readCrawlSettings({
  isAnyPromised: datasets.some(({ quality, strategy }) => quality !== undefined && strategy === "crawl"),
});
const context = { datasets, bucket };
const telemetry = crawlTelemetry(stage);
const crawling = createCrawling(stage, {
  crawlers: glueCrawlers(),
  requests: sqsCrawlRequests(crawlQueueUrl),
  parking: sqsParking(parkingQueueUrl),
  looks: lookQueueUrl === undefined ? undefined : new LookAsking(sqsLooks(lookQueueUrl), Date),
  clock: Date,
});

/** A batch of S3 events and crawl requests from SQS → crawlers started, once per burst. Answers what to deliver again. */
export async function handler(event: SQSEvent, lambda: Context): Promise<SQSBatchResponse> {
  const messages = readBatch(event);
  const plan = planCrawls(messages, context, Date.now());
  const report = await crawling.apply(plan, deadlinesWithin(lambda.getRemainingTimeInMillis()));
  telemetry.tell(report);
  return { batchItemFailures: messagesToReturn(report).map((itemIdentifier) => ({ itemIdentifier })) };
}
