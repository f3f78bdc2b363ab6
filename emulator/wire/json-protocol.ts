/** The AWS JSON protocols 1.0 and 1.1: `X-Amz-Target: <service>.<operation>`, JSON in, JSON or a named error out. */
import { randomUUID } from "node:crypto";
import { formOf } from "./query-protocol.ts";
import { AwsError, type Json, type JsonObject, type JsonService } from "./service.ts";
import { type Call, header, signedFor, type WireRequest, type WireResponse } from "./wire.ts";

/**
 * SQS spoke another protocol before JSON, and its clients still name errors by the old codes, which they read from
 * the header x-amzn-query-error. Source: the `awsQueryError` traits in the schemas that client-sqs exports.
 */
const QUERY_ERRORS: Readonly<Record<string, string>> = {
  BatchEntryIdsNotDistinct: "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
  BatchRequestTooLong: "AWS.SimpleQueueService.BatchRequestTooLong",
  EmptyBatchRequest: "AWS.SimpleQueueService.EmptyBatchRequest",
  InvalidBatchEntryId: "AWS.SimpleQueueService.InvalidBatchEntryId",
  MessageNotInflight: "AWS.SimpleQueueService.MessageNotInflight",
  PurgeQueueInProgress: "AWS.SimpleQueueService.PurgeQueueInProgress",
  QueueDoesNotExist: "AWS.SimpleQueueService.NonExistentQueue",
  QueueNameExists: "QueueAlreadyExists",
  TooManyEntriesInBatchRequest: "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
  UnsupportedOperation: "AWS.SimpleQueueService.UnsupportedOperation",
};

/** Finds who serves `X-Amz-Target`. Whatever is missing is refused by its own name. */
export function jsonCall(services: readonly JsonService[], target: string, request: WireRequest): Call {
  const dot = target.lastIndexOf(".");
  const name = target.slice(0, Math.max(0, dot));
  const operation = target.slice(dot + 1);
  const service = services.find((candidate) => candidate.target === name);
  return {
    service: name,
    operation,
    refuse: (error) => refusal(service, error),
    run: async () => {
      const action = service === undefined ? undefined : ownAction(service, operation);
      if (service === undefined || action === undefined) throw unknown(services, service, target);
      const output = await action(readInput(request.body));
      return { status: 200, headers: headersOf(service), body: JSON.stringify(output) };
    },
  };
}

function ownAction(service: JsonService, operation: string): JsonService["actions"][string] | undefined {
  return Object.hasOwn(service.actions, operation) ? service.actions[operation] : undefined;
}

function readInput(body: Buffer): JsonObject {
  if (body.length === 0) return {};
  let input: Json;
  try {
    input = JSON.parse(body.toString("utf8")) as Json;
  } catch (error) {
    throw new AwsError("SerializationException", `The body is not JSON: ${String(error)}`);
  }
  if (input === null || typeof input !== "object" || Array.isArray(input)) {
    throw new AwsError("SerializationException", "The body is not a JSON object.");
  }
  return input;
}

function unknown(
  services: readonly JsonService[],
  service: JsonService | undefined,
  target: string,
): AwsError {
  const supported =
    service === undefined ? services.map((each) => each.target) : Object.keys(service.actions);
  return new AwsError(
    "UnknownOperationException",
    `the emulator has no ${target}; supported: ${supported.sort().join(", ")}`,
  );
}

function refusal(service: JsonService | undefined, error: AwsError): WireResponse {
  const headers: Record<string, string> = { ...headersOf(service), "x-amzn-errortype": error.code };
  if (service?.target === "AmazonSQS") {
    headers["x-amzn-query-error"] =
      `${QUERY_ERRORS[error.code] ?? error.code};${error.status < 500 ? "Sender" : "Receiver"}`;
  }
  // Glue and Athena capitalise the member, SQS does not; clients accept either.
  const body: JsonObject = { __type: error.code, message: error.message };
  if (service?.version !== "1.0") body.Message = error.message;
  return { status: error.status, headers, body: JSON.stringify(body) };
}

function headersOf(service: JsonService | undefined): Record<string, string> {
  return {
    "content-type": `application/x-amz-json-${service?.version ?? "1.1"}`,
    "x-amzn-requestid": randomUUID(),
  };
}

/** Requests in a protocol that the emulator does not speak, told apart from S3's so that the answer says what is wrong. */
export function unsupportedCall(request: WireRequest): Call | undefined {
  const protocol = header(request.headers, "smithy-protocol");
  if (protocol !== undefined) return foreign(`the protocol ${protocol} (${request.path})`, 415);
  const form = formOf(request);
  if (form !== undefined)
    return foreign(`the AWS query protocol (${form.get("Action") ?? request.path})`, 400);
  const service = signedFor(request);
  // Left to S3, the path of another service would be taken for a bucket that is not there.
  if (service !== undefined && service !== "s3") return foreign(`${service} (${request.path})`, 400);
  return undefined;
}

function foreign(what: string, status: number): Call {
  const error = new AwsError("UnknownOperationException", `the emulator does not speak ${what}`, status);
  return {
    service: "unknown",
    operation: what,
    refuse: (each) => refusal(undefined, each),
    run: () => Promise.reject(error),
  };
}
