import { ListMessageMoveTasks$, type ListMessageMoveTasksRequest } from "@aws-sdk/client-sqs";
import type { JsonObject } from "../../wire/service.ts";
import { checkNumber, sqsAction } from "../action.ts";
import type { MoveTask } from "../queues.ts";

/** Tasks of one call (API reference). */
const TASKS = 10;

export const listMessageMoveTasks = sqsAction<ListMessageMoveTasksRequest>(
  ListMessageMoveTasks$,
  ({ queues }, input) => {
    checkNumber("MaxResults", input.MaxResults, 1, TASKS);
    const { arn } = queues.byArn(input.SourceArn);
    const tasks = queues.moveTasks.filter((task) => task.sourceArn === arn);
    return { Results: tasks.slice(0, input.MaxResults ?? 1).map(show) };
  },
);

/** The handle is shown for running tasks only, and none is running by the time anybody can ask. */
function show(task: MoveTask): JsonObject {
  return {
    Status: task.failureReason === undefined ? "COMPLETED" : "FAILED",
    SourceArn: task.sourceArn,
    ...(task.destinationArn === undefined ? {} : { DestinationArn: task.destinationArn }),
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    ...(task.failureReason === undefined ? {} : { FailureReason: task.failureReason }),
    StartedTimestamp: task.startedAt,
  };
}
