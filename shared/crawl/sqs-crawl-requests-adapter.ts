import type { SQSClient } from "@aws-sdk/client-sqs";
import { batchSender } from "../events/sqs-batches-adapter.ts";
import { writeCrawlRequest } from "./crawl-request.ts";
import type { CrawlRequestQueue } from "./port.ts";

/** The crawl function's own queue, to which it sends crawl requests. */
export function sqsCrawlRequests(queueUrl: string, client?: SQSClient): CrawlRequestQueue {
  const sendAll = batchSender(queueUrl, client);
  return {
    send: (entries, signal) =>
      sendAll(
        entries,
        ({ request, delay }) => ({ MessageBody: writeCrawlRequest(request), DelaySeconds: delay }),
        signal,
      ),
  };
}
