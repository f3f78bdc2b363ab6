import {
  CreateWorkGroup$,
  type CreateWorkGroupInput,
  type CreateWorkGroupOutput,
} from "@aws-sdk/client-athena";
import { athenaAction } from "../action.ts";

/** Tags are taken and forgotten. */
export const createWorkGroup = athenaAction<CreateWorkGroupInput, CreateWorkGroupOutput>(
  CreateWorkGroup$,
  ({ workGroups }, input) => {
    workGroups.create(input);
    return {};
  },
);
