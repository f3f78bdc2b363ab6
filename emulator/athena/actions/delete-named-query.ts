import {
  DeleteNamedQuery$,
  type DeleteNamedQueryInput,
  type DeleteNamedQueryOutput,
} from "@aws-sdk/client-athena";
import { athenaAction } from "../action.ts";
import { invalidRequest } from "../errors.ts";

export const deleteNamedQuery = athenaAction<DeleteNamedQueryInput, DeleteNamedQueryOutput>(
  DeleteNamedQuery$,
  ({ namedQueries }, { NamedQueryId }) => {
    // Optional in the schema, because it is an idempotency token there.
    if (NamedQueryId === undefined) throw invalidRequest("namedQueryId is null or empty");
    namedQueries.delete(NamedQueryId);
    return {};
  },
);
