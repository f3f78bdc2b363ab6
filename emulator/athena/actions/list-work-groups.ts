import { ListWorkGroups$, type ListWorkGroupsInput, type ListWorkGroupsOutput } from "@aws-sdk/client-athena";
import { athenaAction } from "../action.ts";
import { pageOf } from "../paging.ts";

export const listWorkGroups = athenaAction<ListWorkGroupsInput, ListWorkGroupsOutput>(
  ListWorkGroups$,
  (athena, request) => {
    const { workGroups } = athena;
    const { entries, NextToken } = pageOf(athena, workGroups.list(), ({ Name }) => Name, request);
    return {
      WorkGroups: entries.map(({ Name, State, Description = "", CreationTime, Configuration }) => ({
        Name,
        State,
        Description,
        CreationTime,
        EngineVersion: Configuration.EngineVersion,
      })),
      NextToken,
    };
  },
);
