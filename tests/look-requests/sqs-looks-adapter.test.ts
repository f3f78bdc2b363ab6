import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect, test } from "@jest/globals";
import { mockClient } from "aws-sdk-client-mock";
import { type LookRequest, writeLookRequest } from "../../shared/look-requests/look-request.ts";
import { sqsLooks } from "../../shared/look-requests/sqs-looks-adapter.ts";
import { NO_DEADLINES } from "../support/platform.ts";

const request: LookRequest = {
  dataset: "bars_5m",
  day: "2025-11-28",
  purpose: "write",
  since: 1,
  written: 1,
};

test("a look is asked for at the look queue, to be due when it is time; what is not taken is told", async () => {
  const sqs = mockClient(SQSClient);
  const failed = { Id: "1", Code: "InternalError", Message: "try again", SenderFault: false };
  sqs.on(SendMessageBatchCommand).resolves({ Successful: [], Failed: [failed] });
  const entries = [
    { request, delay: 40 },
    { request: { ...request, day: "2025-11-26" }, delay: 0 },
  ];
  const looks = sqsLooks("https://sqs.test/look", sqs as unknown as SQSClient);
  expect(await looks.send(entries, NO_DEADLINES.catalog)).toEqual(
    new Map([[entries[1], "InternalError: try again"]]),
  );
  expect(sqs.commandCalls(SendMessageBatchCommand).map(({ args }) => args[0].input)).toEqual([
    {
      QueueUrl: "https://sqs.test/look",
      Entries: entries.map(({ request: asked, delay }, index) => ({
        Id: String(index),
        MessageBody: writeLookRequest(asked),
        DelaySeconds: delay,
      })),
    },
  ]);
});
