/** What SQS itself says about a message it hands out. */
import type { Message } from "./message.ts";

/** Stands for whoever sent it: the emulator knows no identities. */
const SENDER = "AIDAIENQZJOLO23YVJ4VO";

/** Names and texts as in the API reference, ReceiveMessage; times are epoch milliseconds. */
export function systemAttributesOf(message: Message): Record<string, string> {
  return {
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(message.sentAt),
    SenderId: SENDER,
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    ...(message.deadLetterSourceArn === undefined
      ? {}
      : { DeadLetterQueueSourceArn: message.deadLetterSourceArn }),
    ...(message.traceHeader === undefined ? {} : { AWSTraceHeader: message.traceHeader }),
  };
}
