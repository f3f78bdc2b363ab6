import { GetWorkGroup$, type GetWorkGroupInput, type GetWorkGroupOutput } from "@aws-sdk/client-athena";
import { operation } from "../action.ts";

export const getWorkGroup = operation<GetWorkGroupInput, GetWorkGroupOutput>(
  GetWorkGroup$,
  ({ workGroups }, { WorkGroup }) => ({ WorkGroup: workGroups.find(WorkGroup) }),
);
