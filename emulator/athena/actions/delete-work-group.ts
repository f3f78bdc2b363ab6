import {
  DeleteWorkGroup$,
  type DeleteWorkGroupInput,
  type DeleteWorkGroupOutput,
} from "@aws-sdk/client-athena";
import { athenaAction } from "../action.ts";
import { invalidRequest } from "../errors.ts";

/** Past queries count as content of the workgroup. */
export const deleteWorkGroup = athenaAction<DeleteWorkGroupInput, DeleteWorkGroupOutput>(
  DeleteWorkGroup$,
  ({ workGroups, executions, namedQueries }, { WorkGroup, RecursiveDeleteOption = false }) => {
    const saved = namedQueries.list(WorkGroup);
    const inUse = saved.length > 0 || executions.list(WorkGroup).length > 0;
    if (inUse && !RecursiveDeleteOption) throw invalidRequest(`WorkGroup ${WorkGroup} is not empty`);
    workGroups.delete(WorkGroup);
    for (const { NamedQueryId } of saved) namedQueries.delete(NamedQueryId);
    return {};
  },
);
