import {
  StartQueryExecution$,
  type StartQueryExecutionInput,
  type StartQueryExecutionOutput,
} from "@aws-sdk/client-athena";
import type { Wire } from "../../wire/validation.ts";
import { type AthenaParts, athenaAction } from "../action.ts";
import { invalidRequest } from "../errors.ts";
import type { Submission } from "../execution.ts";
import { resultLocation } from "../result-location.ts";
import { PRIMARY } from "../work-groups.ts";

export const startQueryExecution = athenaAction<StartQueryExecutionInput, StartQueryExecutionOutput>(
  StartQueryExecution$,
  (athena, input) => {
    // Optional in the schema, because SDKs make one up; Athena itself insists on it.
    if (input.ClientRequestToken === undefined) throw invalidRequest("clientRequestToken is null or empty");
    const { id } = athena.executions.start(input.ClientRequestToken, fingerprintOf(input), () =>
      submissionOf(athena, input),
    );
    return { QueryExecutionId: id };
  },
);

/** Athena was seen to compare just these: other ExecutionParameters under an old token go unnoticed. */
function fingerprintOf(input: Wire<StartQueryExecutionInput>): string {
  const { QueryString, QueryExecutionContext: context, ResultConfiguration: result } = input;
  return JSON.stringify([QueryString, context?.Catalog, context?.Database, result?.OutputLocation]);
}

function submissionOf(athena: AthenaParts, input: Wire<StartQueryExecutionInput>): Submission {
  const { Name, State, Configuration } = athena.workGroups.find(input.WorkGroup ?? PRIMARY);
  if (State === "DISABLED") throw invalidRequest(`WorkGroup ${Name} is disabled.`);
  return {
    sql: input.QueryString,
    prepared: athena.preparedStatements.textsIn(Name),
    catalog: input.QueryExecutionContext?.Catalog,
    database: input.QueryExecutionContext?.Database,
    parameters: input.ExecutionParameters,
    workGroup: Name,
    location: resultLocation(Configuration, input.ResultConfiguration?.OutputLocation, athena.buckets),
    isEnforced: Configuration.EnforceWorkGroupConfiguration === true,
    cutoff: Configuration.BytesScannedCutoffPerQuery,
    reuse: input.ResultReuseConfiguration,
  };
}
