import { randomUUID } from "node:crypto";
import { StartMessageMoveTask$, type StartMessageMoveTaskRequest } from "@aws-sdk/client-sqs";
import { AwsError } from "../../wire/service.ts";
import { checkNumber, sqsAction } from "../action.ts";
import type { Queue } from "../queue.ts";
import { readRedrivePolicy } from "../queue-settings.ts";
import type { MoveTask, Queues } from "../queues.ts";

/** Messages a second at most (API reference); the emulator moves them all at once. */
const RATE = 500;

export const startMessageMoveTask = sqsAction<StartMessageMoveTaskRequest>(
  StartMessageMoveTask$,
  ({ clock, queues }, input) => {
    checkNumber("MaxNumberOfMessagesPerSecond", input.MaxNumberOfMessagesPerSecond, 1, RATE);
    const source = queues.byArn(input.SourceArn);
    if (!queues.list().some((queue) => deadLetterArnOf(queue) === source.arn)) {
      throw new AwsError("InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.");
    }
    if (input.DestinationArn !== undefined) queues.byArn(input.DestinationArn);
    const toMove = source.counts().visible;
    const outcome = moveAll(queues, source, input.DestinationArn);
    const task: MoveTask = {
      handle: randomUUID(),
      sourceArn: source.arn,
      ...(input.DestinationArn === undefined ? {} : { destinationArn: input.DestinationArn }),
      startedAt: clock.now(),
      toMove,
      ...outcome,
    };
    queues.moveTasks.unshift(task);
    return { TaskHandle: task.handle };
  },
);

function deadLetterArnOf(queue: Queue): string | undefined {
  return readRedrivePolicy(queue.attributes.RedrivePolicy)?.deadLetterTargetArn;
}

/**
 * Every visible message goes to the given queue or back to the one it came from, as a new message. One that was sent
 * to the dead-letter queue directly came from nowhere: the task fails there and leaves the rest where it is.
 */
function moveAll(
  queues: Queues,
  source: Queue,
  destinationArn?: string,
): Pick<MoveTask, "moved" | "failureReason"> {
  let moved = 0;
  for (const message of [...source.peek()]) {
    const arn = destinationArn ?? message.deadLetterSourceArn;
    if (arn === undefined) return { moved, failureReason: "CouldNotDetermineMessageSource" };
    const destination = queues.findByArn(arn);
    if (destination === undefined) return { moved, failureReason: "AWS.SimpleQueueService.NonExistentQueue" };
    source.take(message);
    const { attributes, body, traceHeader } = message;
    destination.send({ attributes, body, ...(traceHeader === undefined ? {} : { traceHeader }) });
    moved += 1;
  }
  return { moved };
}
