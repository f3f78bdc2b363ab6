/**
 * List prices in us-east-1, in US dollars, free tiers and volume discounts left out. None was read off the AWS
 * price list itself: each names the page that says so and when it was written or read.
 */
export const PRICES = {
  glueRequest: {
    dollars: 1 / 1e6,
    source:
      "$1.00 per million Data Catalog requests: aws.amazon.com/glue/pricing, as quoted in 2026; unverified",
  },
  lambdaRequest: {
    dollars: 0.2 / 1e6,
    source:
      "$0.20 per million: aws.amazon.com/lambda/pricing, as quoted by third parties in 2026; unverified",
  },
  /** The deployed function is arm64 (serverless.yml). */
  lambdaGbSecondArm: {
    dollars: 0.0000133334,
    source: "first 7.5 billion GB-s a month: cloudchipr.com/blog/aws-lambda-pricing, 2024; unverified",
  },
  sqsRequest: {
    dollars: 0.4 / 1e6,
    source: "standard queue, 64 KB a request: cloudburn.io/blog/amazon-sqs-pricing, March 2026",
  },
  glueCrawlerDpuHour: {
    dollars: 0.44,
    source:
      "AWS's price list of November 2024 (AWSGlue.csv of huggingface.co/datasets/labofsahil/aws-pricing-dataset)",
  },
  s3List: {
    dollars: 5 / 1e6,
    source:
      "$5 per million LIST requests: athena.guide/articles/athena-basics-pricing-model, 2020; unverified",
  },
  s3Put: {
    dollars: 5 / 1e6,
    source:
      "$0.005 per thousand PUT requests of S3 Standard: aws.amazon.com/s3/pricing, as quoted by third parties in 2026; unverified",
  },
  busEvent: {
    dollars: 1 / 1e6,
    source:
      "$1.00 per million custom events, 64 KB each: aws.amazon.com/eventbridge/pricing, as quoted by third parties in 2026; unverified",
  },
  s3Get: {
    dollars: 0.4 / 1e6,
    source:
      "$0.0004 per thousand GET requests of S3 Standard: aws.amazon.com/s3/pricing, as quoted by third parties in 2026; unverified",
  },
  alarmMetric: {
    dollars: 0.1,
    source:
      "$0.10 a month for each metric of a standard-resolution alarm: aws.amazon.com/cloudwatch/pricing, as quoted by third parties in 2026; unverified",
  },
  dashboard: {
    dollars: 3,
    source:
      "$3.00 a month, of an account's fourth on: aws.amazon.com/cloudwatch/pricing, as quoted by third parties in 2026; unverified",
  },
  scheduledRun: {
    dollars: 1 / 1e6,
    source:
      "$1.00 per million invocations of EventBridge Scheduler: aws.amazon.com/eventbridge/pricing, as quoted by third parties in 2026; unverified",
  },
  s3TablesObjectMonth: {
    dollars: 0.025 / 1000,
    source: "$0.025 per thousand objects monitored a month: meltware.com, December 2024; unverified",
  },
  s3TablesCompacted: {
    dollars: 0.004 / 1000,
    source: "$0.004 per thousand objects compacted: meltware.com, December 2024; unverified",
  },
} as const;

/** What was used, counted or measured. */
export interface Usage {
  readonly glueRequests: number;
  readonly lambdaRequests: number;
  readonly lambdaGbSeconds: number;
  readonly sqsRequests: number;
}

export function listPrice(usage: Usage): number {
  return (
    usage.glueRequests * PRICES.glueRequest.dollars +
    usage.lambdaRequests * PRICES.lambdaRequest.dollars +
    usage.lambdaGbSeconds * PRICES.lambdaGbSecondArm.dollars +
    usage.sqsRequests * PRICES.sqsRequest.dollars
  );
}
