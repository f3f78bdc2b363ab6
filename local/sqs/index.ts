/** SQS as the stack offers it: AWS JSON 1.0 over the wire, queues as objects within the process. */
import type { Action, JsonService } from "../service.ts";
import type { SqsAction } from "./action.ts";
import { changeMessageVisibility } from "./actions/change-message-visibility.ts";
import { changeMessageVisibilityBatch } from "./actions/change-message-visibility-batch.ts";
import { createQueue } from "./actions/create-queue.ts";
import { deleteMessage } from "./actions/delete-message.ts";
import { deleteMessageBatch } from "./actions/delete-message-batch.ts";
import { deleteQueue } from "./actions/delete-queue.ts";
import { getQueueAttributes } from "./actions/get-queue-attributes.ts";
import { getQueueUrl } from "./actions/get-queue-url.ts";
import { listMessageMoveTasks } from "./actions/list-message-move-tasks.ts";
import { listQueues } from "./actions/list-queues.ts";
import { purgeQueue } from "./actions/purge-queue.ts";
import { receiveMessage } from "./actions/receive-message.ts";
import { sendMessage } from "./actions/send-message.ts";
import { sendMessageBatch } from "./actions/send-message-batch.ts";
import { setQueueAttributes } from "./actions/set-queue-attributes.ts";
import { startMessageMoveTask } from "./actions/start-message-move-task.ts";
import { Queues, type QueuesOptions } from "./queues.ts";

export interface Sqs {
  readonly service: JsonService;
  readonly queues: Queues;
}

const ACTIONS: Readonly<Record<string, SqsAction>> = {
  ChangeMessageVisibility: changeMessageVisibility,
  ChangeMessageVisibilityBatch: changeMessageVisibilityBatch,
  CreateQueue: createQueue,
  DeleteMessage: deleteMessage,
  DeleteMessageBatch: deleteMessageBatch,
  DeleteQueue: deleteQueue,
  GetQueueAttributes: getQueueAttributes,
  GetQueueUrl: getQueueUrl,
  ListMessageMoveTasks: listMessageMoveTasks,
  ListQueues: listQueues,
  PurgeQueue: purgeQueue,
  ReceiveMessage: receiveMessage,
  SendMessage: sendMessage,
  SendMessageBatch: sendMessageBatch,
  SetQueueAttributes: setQueueAttributes,
  StartMessageMoveTask: startMessageMoveTask,
};

export function createSqs(options: QueuesOptions): Sqs {
  const queues = new Queues(options);
  const parts = { clock: options.clock, queues };
  const actions: [string, Action][] = Object.entries(ACTIONS).map(([name, action]) => [name, action(parts)]);
  return { queues, service: { target: "AmazonSQS", version: "1.0", actions: Object.fromEntries(actions) } };
}
