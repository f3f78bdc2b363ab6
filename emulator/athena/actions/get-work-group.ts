import { GetWorkGroup$, type GetWorkGroupInput, type GetWorkGroupOutput } from "@aws-sdk/client-athena";
import { athenaAction } from "../action.ts";

export const getWorkGroup = athenaAction<GetWorkGroupInput, GetWorkGroupOutput>(
  GetWorkGroup$,
  ({ workGroups }, { WorkGroup }) => ({ WorkGroup: workGroups.find(WorkGroup) }),
);
