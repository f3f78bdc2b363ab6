import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect, test } from "@jest/globals";
import { mockClient } from "aws-sdk-client-mock";
import { type Due, writeDue } from "../../shared/crawl/due.ts";
import { sqsDues } from "../../shared/crawl/sqs-dues-adapter.ts";
import { NO_DEADLINES } from "../support/platform.ts";

const due: Due = {
  dataset: "bars_5m",
  through: 1,
  since: 2,
  oldest: undefined,
  firstSeen: 3,
  keys: ["a"],
  refusedSince: undefined,
};

test("a due is sent to the crawl queue, to come when it is time; what is not taken is told", async () => {
  const sqs = mockClient(SQSClient);
  const failed = { Id: "1", Code: "InternalError", Message: "try again", SenderFault: false };
  sqs.on(SendMessageBatchCommand).resolves({ Successful: [], Failed: [failed] });
  const entries = [
    { due, delay: 71 },
    { due: { ...due, dataset: "quotes" }, delay: 30 },
  ];
  const dues = sqsDues("https://sqs.test/crawl", sqs as unknown as SQSClient);
  expect(await dues.send(entries, NO_DEADLINES.catalog)).toEqual(
    new Map([[entries[1], "InternalError: try again"]]),
  );
  expect(sqs.commandCalls(SendMessageBatchCommand).map(({ args }) => args[0].input)).toEqual([
    {
      QueueUrl: "https://sqs.test/crawl",
      Entries: entries.map(({ due, delay }, index) => ({
        Id: String(index),
        MessageBody: writeDue(due),
        DelaySeconds: delay,
      })),
    },
  ]);
});
