/** Lambda's API as the emulator offers it: event source mappings over the REST JSON protocol. Functions run in lambda.ts. */
import { AwsError, type JsonObject } from "../wire/service.ts";
import { type Call, signedFor, type WireRequest, type WireResponse } from "../wire/wire.ts";
import { actions } from "./actions.ts";
import type { EventSourceMappings } from "./event-source-mappings.ts";

const ROUTES: Readonly<Record<string, keyof typeof actions>> = {
  GET: "ListEventSourceMappings",
  PUT: "UpdateEventSourceMapping",
};

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html */
const PATH = /^\/2015-03-31\/event-source-mappings\/?([^/]*)$/;

/** A request that is signed for Lambda; undefined of any other. Without that, its path could be a bucket's. */
export function lambdaCall(mappings: EventSourceMappings, request: WireRequest): Call | undefined {
  if (signedFor(request) !== "lambda") return undefined;
  const path = PATH.exec(request.path);
  const operation = path === null ? undefined : ROUTES[request.method];
  return {
    service: "Lambda",
    operation: operation ?? `${request.method} ${request.path}`,
    refuse,
    run: async () => {
      if (operation === undefined) throw unknown(request);
      const id = decodeURIComponent(path![1]!);
      const answer = actions[operation](mappings, { id, query: request.query, body: bodyOf(request) });
      return { status: 200, headers: JSON_TYPE, body: JSON.stringify(answer) };
    },
  };
}

const JSON_TYPE = { "content-type": "application/json" };

function bodyOf({ body }: WireRequest): JsonObject {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString("utf8")) as JsonObject;
  } catch (error) {
    throw new AwsError("SerializationException", `The body is not JSON: ${String(error)}`);
  }
}

const refuse = ({ code, message, status }: AwsError): WireResponse => ({
  status,
  headers: { ...JSON_TYPE, "x-amzn-errortype": code },
  body: JSON.stringify({ Type: "User", message }),
});

const unknown = ({ method, path }: WireRequest) =>
  new AwsError(
    "NotImplemented",
    `the emulator has no Lambda ${method} ${path}; supported: ${Object.keys(actions).sort().join(", ")}`,
    501,
  );
