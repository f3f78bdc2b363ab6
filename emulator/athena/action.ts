/** One Athena action, from the request as it arrives to the response as it leaves. */

import type { Clock } from "../clock.ts";
import type { GlueStore } from "../glue/store.ts";
import { type Action, AwsError, type JsonObject } from "../wire/service.ts";
import { type OperationSchema, validate, type Wire } from "../wire/validation.ts";
import { invalidRequest } from "./errors.ts";
import type { Executions } from "./executions.ts";
import { athenaLimits } from "./limits.ts";
import type { NamedQueries } from "./named-queries.ts";
import type { PreparedStatements } from "./prepared-statements.ts";
import type { OutputBuckets } from "./result-location.ts";
import type { WorkGroups } from "./work-groups.ts";

/** What an action works on. */
export interface AthenaParts {
  readonly executions: Executions;
  readonly workGroups: WorkGroups;
  readonly namedQueries: NamedQueries;
  readonly preparedStatements: PreparedStatements;
  /** The one data catalog, AwsDataCatalog. */
  readonly glue: GlueStore;
  readonly buckets: OutputBuckets;
  readonly clock: Pick<Clock, "now">;
  readonly accountId: string;
  /** Most entries in a page of anything, results included. */
  readonly pageSize: number;
}

export function athenaAction<Input, Output>(
  schema: OperationSchema,
  run: (athena: AthenaParts, input: Wire<Input>) => Wire<Output>,
): (athena: AthenaParts) => Action {
  return (athena) => (request) => {
    const input = checked<Input>(schema, request);
    // The SDK's response types have no index signature, which is all that keeps them from being JSON objects.
    return run(athena, input) as JsonObject;
  };
}

/** Other services say ValidationException; Athena gives the same text the code of all its refusals. */
function checked<Input>(schema: OperationSchema, request: JsonObject): Wire<Input> {
  try {
    return validate<Input>(schema[4], request, athenaLimits);
  } catch (error) {
    if (error instanceof AwsError && error.code === "ValidationException")
      throw invalidRequest(error.message);
    throw error;
  }
}
