import { ListQueues$, type ListQueuesRequest } from "@aws-sdk/client-sqs";
import { checkNumber, sqsAction } from "../action.ts";

/** Queues of a page, and of a call that asks for no pages. */
const PAGE = 1000;

export const listQueues = sqsAction<ListQueuesRequest>(ListQueues$, ({ queues }, input) => {
  checkNumber("MaxResults", input.MaxResults, 1, PAGE);
  const from = Number(input.NextToken ?? 0);
  const to = from + (input.MaxResults ?? PAGE);
  const urls = queues.list(input.QueueNamePrefix).map((queue) => queues.urlOf(queue));
  // Without MaxResults AWS gives one page and no token for more.
  const more = input.MaxResults !== undefined && urls.length > to;
  return { QueueUrls: urls.slice(from, to), ...(more ? { NextToken: String(to) } : {}) };
});
