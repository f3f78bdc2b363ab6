import {
  UpdateWorkGroup$,
  type UpdateWorkGroupInput,
  type UpdateWorkGroupOutput,
} from "@aws-sdk/client-athena";
import { operation } from "../action.ts";

export const updateWorkGroup = operation<UpdateWorkGroupInput, UpdateWorkGroupOutput>(
  UpdateWorkGroup$,
  ({ workGroups }, input) => {
    workGroups.update(input);
    return {};
  },
);
