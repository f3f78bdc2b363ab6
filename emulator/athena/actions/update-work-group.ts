import {
  UpdateWorkGroup$,
  type UpdateWorkGroupInput,
  type UpdateWorkGroupOutput,
} from "@aws-sdk/client-athena";
import { athenaAction } from "../action.ts";

export const updateWorkGroup = athenaAction<UpdateWorkGroupInput, UpdateWorkGroupOutput>(
  UpdateWorkGroup$,
  ({ workGroups }, input) => {
    workGroups.update(input);
    return {};
  },
);
