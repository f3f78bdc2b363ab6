import {
  CreateNamedQuery$,
  type CreateNamedQueryInput,
  type CreateNamedQueryOutput,
} from "@aws-sdk/client-athena";
import { athenaAction } from "../action.ts";
import { PRIMARY } from "../work-groups.ts";

export const createNamedQuery = athenaAction<CreateNamedQueryInput, CreateNamedQueryOutput>(
  CreateNamedQuery$,
  ({ namedQueries, workGroups }, input) => {
    const { Name } = workGroups.find(input.WorkGroup ?? PRIMARY);
    return { NamedQueryId: namedQueries.create(input, Name).NamedQueryId };
  },
);
