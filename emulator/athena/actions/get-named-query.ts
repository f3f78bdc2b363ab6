import { GetNamedQuery$, type GetNamedQueryInput, type GetNamedQueryOutput } from "@aws-sdk/client-athena";
import { athenaAction } from "../action.ts";

export const getNamedQuery = athenaAction<GetNamedQueryInput, GetNamedQueryOutput>(
  GetNamedQuery$,
  ({ namedQueries }, { NamedQueryId }) => ({ NamedQuery: namedQueries.find(NamedQueryId) }),
);
