import { GetNamedQuery$, type GetNamedQueryInput, type GetNamedQueryOutput } from "@aws-sdk/client-athena";
import { operation } from "../action.ts";

export const getNamedQuery = operation<GetNamedQueryInput, GetNamedQueryOutput>(
  GetNamedQuery$,
  ({ namedQueries }, { NamedQueryId }) => ({ NamedQuery: namedQueries.find(NamedQueryId) }),
);
