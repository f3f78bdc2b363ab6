import type { LambdaAction } from "../action.ts";

/** All on one page: there are as many as functions. */
export const listEventSourceMappings: LambdaAction = (mappings, { query }) => ({
  EventSourceMappings: mappings.list(query.get("FunctionName"), query.get("EventSourceArn")),
});
