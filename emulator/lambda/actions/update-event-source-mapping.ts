import { UpdateEventSourceMapping$, type UpdateEventSourceMappingRequest } from "@aws-sdk/client-lambda";
import { AwsError } from "../../wire/service.ts";
import { validate } from "../../wire/validation.ts";
import type { LambdaAction } from "../action.ts";

/** Switches a mapping off and on, at once. AWS takes up to a minute, and tells of it as Disabling and Enabling. */
export const updateEventSourceMapping: LambdaAction = (mappings, { id, body }) => {
  const input = { ...body, UUID: id };
  const known = validate<UpdateEventSourceMappingRequest>(UpdateEventSourceMapping$[4], input, {});
  const other = Object.keys(known).find((name) => name !== "UUID" && name !== "Enabled");
  if (other !== undefined) {
    const message = `the emulator changes no ${other} of an event source mapping; supported: Enabled`;
    throw new AwsError("NotImplemented", message, 501);
  }
  return mappings.update(id, known.Enabled);
};
