import { describe, expect, test } from "@jest/globals";
import {
  readCrawlSettings,
  readRegisterSettings,
  readSettings,
  readValidateSettings,
} from "../../shared/runtime/settings.ts";

const GOOD = {
  STAGE: "dev",
  BUCKET: "stock-trades-data",
  PARKING_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/123456789012/stock-trades-partitions-dev-parking",
};

test("settings come from the environment", () => {
  expect(readSettings(GOOD)).toEqual({
    stage: "dev",
    bucket: "stock-trades-data",
    parkingQueueUrl: GOOD.PARKING_QUEUE_URL,
  });
});

test("every missing variable is named at once", () => {
  expect(() => readSettings({})).toThrow(
    expect.objectContaining({
      code: "INVALID_SETTINGS",
      problems: [
        "STAGE is not set; expected the stage, as prod or dev",
        "BUCKET is not set; expected the name of a bucket",
        "PARKING_QUEUE_URL is not set; expected the URL of an SQS queue",
      ],
      message: expect.stringMatching(/^The environment has problems:\n/),
    }),
  );
});

test.each([
  ["STAGE", "Dev", 'STAGE is "Dev"; expected the stage, as prod or dev'],
  ["STAGE", "a-stage-of-too-many", 'STAGE is "a-stage-of-too-many"; expected the stage, as prod or dev'],
  ["BUCKET", "s3://bucket/", 'BUCKET is "s3://bucket/"; expected the name of a bucket'],
  ["BUCKET", "-stock-trades", 'BUCKET is "-stock-trades"; expected the name of a bucket'],
  ["BUCKET", "stock-trades.", 'BUCKET is "stock-trades."; expected the name of a bucket'],
  ["BUCKET", "ab", 'BUCKET is "ab"; expected the name of a bucket'],
  ["PARKING_QUEUE_URL", "parking", 'PARKING_QUEUE_URL is "parking"; expected the URL of an SQS queue'],
  ["STAGE", "", "STAGE is not set; expected the stage, as prod or dev"],
])("a variable %s=%j is refused", (name, value, problem) => {
  expect(() => readSettings({ ...GOOD, [name]: value })).toThrow(
    expect.objectContaining({ problems: [problem] }),
  );
});

describe("settings of the register function", () => {
  const GUARD_QUEUE_URL =
    "https://sqs.us-east-1.amazonaws.com/123456789012/stock-trades-partitions-dev-guard";

  test("have the guard function's queue if a dataset is guarded", () => {
    const environment = { ...GOOD, GUARD_QUEUE_URL };
    const settings = readSettings(GOOD);
    const nothing = { isAnyGuarded: false, isAnyPromised: false };
    expect(readRegisterSettings({ ...nothing, isAnyGuarded: true }, environment)).toEqual({
      ...settings,
      guardQueueUrl: GUARD_QUEUE_URL,
      lookQueueUrl: undefined,
    });
    expect(readRegisterSettings(nothing, environment)).toMatchObject({ guardQueueUrl: undefined });
  });

  test.each([
    ["", "GUARD_QUEUE_URL is not set; expected the URL of an SQS queue"],
    ["guard", 'GUARD_QUEUE_URL is "guard"; expected the URL of an SQS queue'],
  ])("GUARD_QUEUE_URL=%j is refused", (value, problem) => {
    expect(() =>
      readRegisterSettings({ isAnyGuarded: true, isAnyPromised: false }, { ...GOOD, GUARD_QUEUE_URL: value }),
    ).toThrow(expect.objectContaining({ problems: [problem] }));
  });
});

describe("settings of the crawl function", () => {
  const CRAWL_QUEUE_URL =
    "https://sqs.us-east-1.amazonaws.com/123456789012/stock-trades-partitions-dev-crawl";

  test("have a queue of its own besides", () => {
    expect(readCrawlSettings({ isAnyPromised: false }, { ...GOOD, CRAWL_QUEUE_URL })).toEqual({
      ...readSettings(GOOD),
      lookQueueUrl: undefined,
      crawlQueueUrl: CRAWL_QUEUE_URL,
    });
  });

  test.each([
    ["", "CRAWL_QUEUE_URL is not set; expected the URL of an SQS queue"],
    ["crawl", 'CRAWL_QUEUE_URL is "crawl"; expected the URL of an SQS queue'],
  ])("CRAWL_QUEUE_URL=%j is refused", (value, problem) => {
    expect(() => readCrawlSettings({ isAnyPromised: false }, { ...GOOD, CRAWL_QUEUE_URL: value })).toThrow(
      expect.objectContaining({ problems: [problem] }),
    );
  });
});

describe("settings of the validate function", () => {
  const { PARKING_QUEUE_URL: _, ...stage } = GOOD;
  const QUALITY_TOPIC_ARN = "arn:aws:sns:us-east-1:123456789012:stock-trades-partitions-dev-quality";
  const LOOK_QUEUE_URL = "https://sqs.us-east-1.amazonaws.com/123456789012/stock-trades-partitions-dev-look";

  test("have a topic, and no parking queue", () => {
    expect(
      readValidateSettings({ ...stage, QUALITY_TOPIC_ARN, LOOK_QUEUE_URL, EVENT_BUS: "default" }),
    ).toEqual({
      stage: "dev",
      bucket: "stock-trades-data",
      qualityTopicArn: QUALITY_TOPIC_ARN,
      lookQueueUrl: LOOK_QUEUE_URL,
      eventBus: "default",
    });
  });

  test.each([
    ["", "QUALITY_TOPIC_ARN is not set; expected the ARN of an SNS topic"],
    ["quality", 'QUALITY_TOPIC_ARN is "quality"; expected the ARN of an SNS topic'],
    [
      "arn:aws:sqs:us-east-1:123456789012:quality",
      'QUALITY_TOPIC_ARN is "arn:aws:sqs:us-east-1:123456789012:quality"; expected the ARN of an SNS topic',
    ],
  ])("refuse %j as a topic", (value, problem) => {
    expect(() =>
      readValidateSettings({ ...stage, LOOK_QUEUE_URL, EVENT_BUS: "default", QUALITY_TOPIC_ARN: value }),
    ).toThrow(expect.objectContaining({ problems: [problem] }));
  });
});

describe("where to ask for looks", () => {
  type Variables = Readonly<Record<string, string>>;
  const CRAWL_QUEUE_URL =
    "https://sqs.us-east-1.amazonaws.com/123456789012/stock-trades-partitions-dev-crawl";
  const LOOK_QUEUE_URL = "https://sqs.us-east-1.amazonaws.com/123456789012/stock-trades-partitions-dev-look";
  const promised = { isAnyGuarded: false, isAnyPromised: true };
  const readers = [
    ["register", (variables: Variables) => readRegisterSettings(promised, variables)],
    ["crawl", (variables: Variables) => readCrawlSettings(promised, { ...variables, CRAWL_QUEUE_URL })],
  ] as const;

  test.each(readers)("is read for %s where a dataset promises something", (_, read) => {
    expect(read({ ...GOOD, LOOK_QUEUE_URL })).toMatchObject({ lookQueueUrl: LOOK_QUEUE_URL });
  });

  test.each(readers)("is missed by %s, by name", (_, read) => {
    const problems = ["LOOK_QUEUE_URL is not set; expected the URL of an SQS queue"];
    expect(() => read(GOOD)).toThrow(expect.objectContaining({ problems }));
  });
});
