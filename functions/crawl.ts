import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { readBatch } from "../shared/arrivals.ts";
import { glueCrawlers } from "../shared/aws/glue-crawlers.ts";
import { sqsDues } from "../shared/aws/sqs-dues.ts";
import { sqsParking } from "../shared/aws/sqs-parking.ts";
import { messagesToReturn } from "../shared/batch-results.ts";
import { planCrawls } from "../shared/crawl-plan.ts";
import { createCrawling } from "../shared/crawling.ts";
import { datasets } from "../shared/datasets.ts";
import { deadlinesWithin } from "../shared/deadlines.ts";
import { readCrawlSettings } from "../shared/settings.ts";
import { crawlTelemetry } from "../shared/telemetry.ts";

const { stage, bucket, parkingQueueUrl, crawlQueueUrl } = readCrawlSettings();
const telemetry = crawlTelemetry(stage);
const crawling = createCrawling(stage, {
  crawlers: glueCrawlers(),
  dues: sqsDues(crawlQueueUrl),
  parking: sqsParking(parkingQueueUrl),
  clock: Date,
});

/** A batch of S3 events and of our own dues from SQS → crawlers started, once per burst. Answers what to deliver again. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const messages = readBatch(event);
  const plan = planCrawls(messages, { datasets, bucket }, Date.now());
  const report = await crawling.apply(plan, deadlinesWithin(context.getRemainingTimeInMillis()));
  telemetry.tell(report);
  return { batchItemFailures: messagesToReturn(report).map((itemIdentifier) => ({ itemIdentifier })) };
}
