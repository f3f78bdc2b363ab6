import type { Dataset } from "../datasets/dataset.ts";
import type { Partition } from "../datasets/placing.ts";
import type { CreatedObject } from "../events/arrivals.ts";
import type { Message, PlannedMessage, PlannedRecord } from "../events/batch.ts";
import type { Outcome } from "../events/outcome.ts";
import { type PlanContext, Router } from "../events/routing.ts";
import { type FileCheck, readFileCheck } from "../file-checks/file-check.ts";

/** What came to the guard function, decided as far as it can be without reading a file. A value. */
export interface GuardPlan {
  /** Every message of the batch, in its order. A record claims the file that is to be read. */
  readonly messages: readonly PlannedMessage<PlannedCheck>[];
}

export interface PlannedCheck {
  readonly message: Message;
  readonly dataset: Dataset;
  readonly partition: Partition;
  readonly object: CreatedObject;
  /** Does the partition wait for this file? */
  readonly holds: boolean;
}

/** Bytes to facts to decisions: pure and total. Where an object belongs is decided anew, by today's datasets. */
export function planFileChecks(messages: readonly Message[], context: PlanContext): GuardPlan {
  const router = Router.of(context, "register");
  return {
    messages: messages.map((message) => ({ message, records: [plan(message, context, router)] })),
  };
}

function plan(message: Message, context: PlanContext, router: Router): PlannedRecord<PlannedCheck> {
  const check = readFileCheck(message.body);
  if (check === undefined || check === "broken") return { dataset: undefined, resolved: MALFORMED };
  const routed = router.route(arrivalOf(check, context, message));
  if ("resolved" in routed) return routed;
  const { dataset, partition, object } = routed;
  return { dataset, claim: { message, dataset, partition, object, holds: check.holds } };
}

function arrivalOf(
  { key, time, replayed }: FileCheck,
  { bucket }: PlanContext,
  message: Message,
): CreatedObject {
  return {
    kind: "created",
    bucket: bucket ?? "",
    key,
    size: undefined,
    time,
    replayed: replayed || message.replayed,
  };
}

const MALFORMED: Outcome = {
  kind: "malformed",
  reason:
    "no file check, or one whose members are missing or odd; only the register function sends to this queue",
};
