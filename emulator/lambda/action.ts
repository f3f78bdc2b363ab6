/** What every action of Lambda's API gets and gives. */
import type { JsonObject } from "../wire/service.ts";
import type { EventSourceMappings } from "./event-source-mappings.ts";

export interface LambdaRequest {
  /** What stands in the path behind the name of the collection; "" if nothing does. */
  readonly id: string;
  readonly query: URLSearchParams;
  readonly body: JsonObject;
}

/** Answers, or throws AwsError. */
export type LambdaAction = (mappings: EventSourceMappings, request: LambdaRequest) => JsonObject;
