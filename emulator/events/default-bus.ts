import { AwsError } from "../wire/service.ts";

/** Throws ResourceNotFoundException for every other bus, named or given as an ARN. */
export function onDefaultBus(name: string | undefined): void {
  if (name === undefined || name === "default" || name.endsWith(":event-bus/default")) return;
  throw new AwsError("ResourceNotFoundException", `Event bus ${name} does not exist.`);
}
