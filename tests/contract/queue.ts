import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { chunked } from "../../shared/runtime/parallel.ts";

const sqs = new SQSClient();

/** Receives until the queue has nothing more to give. moto puts a message into the queue before S3's answer. */
export async function takeAll(QueueUrl: string): Promise<Message[]> {
  const taken: Message[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ["All"],
        MessageSystemAttributeNames: ["All"],
      }),
    );
    if (Messages.length === 0) return taken;
    taken.push(...Messages);
  }
}

export async function remove(QueueUrl: string, messages: readonly Message[]): Promise<void> {
  const handles = [...new Set(messages.map(({ ReceiptHandle }) => ReceiptHandle))];
  for (const ten of chunked(handles, 10)) {
    const Entries = ten.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
}

/** What the visibility timeout does in time. */
export async function makeVisible(QueueUrl: string, messages: readonly Message[]): Promise<void> {
  await Promise.all(
    messages.map(({ ReceiptHandle }) =>
      sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 })),
    ),
  );
}
