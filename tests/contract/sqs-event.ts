import type { Message } from "@aws-sdk/client-sqs";

/** The event that Lambda makes of received messages. */
export function sqsEvent(messages: readonly Message[], eventSourceARN: string) {
  return {
    Records: messages.map(
      ({ MessageId, ReceiptHandle, Body, MD5OfBody, Attributes, MessageAttributes = {} }) => ({
        messageId: MessageId,
        receiptHandle: ReceiptHandle,
        body: Body,
        md5OfBody: MD5OfBody,
        attributes: Attributes,
        messageAttributes: Object.fromEntries(
          Object.entries(MessageAttributes).map(([name, { DataType, StringValue }]) => [
            name,
            { dataType: DataType, stringValue: StringValue, stringListValues: [], binaryListValues: [] },
          ]),
        ),
        eventSource: "aws:sqs",
        eventSourceARN,
        awsRegion: eventSourceARN.split(":")[3],
      }),
    ),
  };
}
