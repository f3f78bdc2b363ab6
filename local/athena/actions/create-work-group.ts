import {
  CreateWorkGroup$,
  type CreateWorkGroupInput,
  type CreateWorkGroupOutput,
} from "@aws-sdk/client-athena";
import { operation } from "../action.ts";

/** Tags are taken and forgotten. */
export const createWorkGroup = operation<CreateWorkGroupInput, CreateWorkGroupOutput>(
  CreateWorkGroup$,
  ({ workGroups }, input) => {
    workGroups.create(input);
    return {};
  },
);
