import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect, test } from "@jest/globals";
import { mockClient } from "aws-sdk-client-mock";
import { type CrawlRequest, writeCrawlRequest } from "../../shared/crawl/crawl-request.ts";
import { sqsCrawlRequests } from "../../shared/crawl/sqs-crawl-requests-adapter.ts";
import { NO_DEADLINES } from "../support/platform.ts";

const request: CrawlRequest = {
  dataset: "bars_5m",
  through: 1,
  since: 2,
  oldest: undefined,
  firstSeen: 3,
  keys: ["a"],
  refusedSince: undefined,
};

test("a crawl request is sent to the crawl queue, to come when it is time; what is not taken is told", async () => {
  const sqs = mockClient(SQSClient);
  const failed = { Id: "1", Code: "InternalError", Message: "try again", SenderFault: false };
  sqs.on(SendMessageBatchCommand).resolves({ Successful: [], Failed: [failed] });
  const entries = [
    { request, delay: 71 },
    { request: { ...request, dataset: "quotes" }, delay: 30 },
  ];
  const requests = sqsCrawlRequests("https://sqs.test/crawl", sqs as unknown as SQSClient);
  expect(await requests.send(entries, NO_DEADLINES.catalog)).toEqual(
    new Map([[entries[1], "InternalError: try again"]]),
  );
  expect(sqs.commandCalls(SendMessageBatchCommand).map(({ args }) => args[0].input)).toEqual([
    {
      QueueUrl: "https://sqs.test/crawl",
      Entries: entries.map(({ request, delay }, index) => ({
        Id: String(index),
        MessageBody: writeCrawlRequest(request),
        DelaySeconds: delay,
      })),
    },
  ]);
});
