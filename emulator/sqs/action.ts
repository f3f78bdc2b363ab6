/** One SQS action: the request checked by the SDK's own schema, then by the limits of the service. */
import type { Clock } from "../clock.ts";
import { type Action, AwsError, type JsonObject } from "../wire/service.ts";
import { type OperationSchema, validate, type Wire } from "../wire/validation.ts";
import type { Queues } from "./queues.ts";

/** What an action works on. */
export interface SqsParts {
  readonly queues: Queues;
  readonly clock: Clock;
}

export function sqsAction<Input>(
  schema: OperationSchema,
  run: (sqs: SqsParts, input: Wire<Input>) => JsonObject | Promise<JsonObject>,
): (sqs: SqsParts) => Action {
  // The limits of SQS have codes and words of their own; the schema is compared without any.
  return (sqs) => (request) => run(sqs, validate<Input>(schema[4], request, {}));
}

/** Refuses a number outside its bounds, or one that is not whole. */
export function checkNumber(name: string, value: number | undefined, from: number, to: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= from && value <= to)) return;
  throw new AwsError(
    "InvalidParameterValue",
    `Value ${value} for parameter ${name} is invalid. Reason: Must be between ${from} and ${to}, if provided.`,
  );
}

/** Seconds. */
export const MAX_DELAY = 900;
export const MAX_VISIBILITY = 43_200;
