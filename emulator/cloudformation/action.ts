/** One CloudFormation action: the request checked by the SDK's own schema, then by the limits of the service. */
import type { JsonObject, QueryAction } from "../wire/service.ts";
import { type OperationSchema, validate, type Wire } from "../wire/validation.ts";
import { cloudFormationLimits } from "./limits.ts";
import type { Stacks } from "./stacks.ts";

/** What an action works on. */
export interface CloudFormationParts {
  readonly stacks: Stacks;
}

export function cloudFormationAction<Input>(
  schema: OperationSchema,
  run: (cloudFormation: CloudFormationParts, input: Wire<Input>) => JsonObject,
): (cloudFormation: CloudFormationParts) => QueryAction {
  return (cloudFormation) => (request) =>
    run(cloudFormation, validate<Input>(schema[4], request, cloudFormationLimits));
}
