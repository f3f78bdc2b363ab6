/** One IAM action: the request checked by the SDK's own schema, then by the limits of the service. */
import type { Clock } from "../clock.ts";
import { type JsonObject, type QueryAction, withNumbers } from "../wire/service.ts";
import { type OperationSchema, validate, type Wire } from "../wire/validation.ts";
import { iamLimits } from "./limits.ts";
import type { Roles } from "./roles.ts";

/** What an action works on. */
export interface IamParts {
  readonly roles: Roles;
  readonly clock: Clock;
  readonly accountId: string;
}

export function iamAction<Input>(
  schema: OperationSchema,
  run: (iam: IamParts, input: Wire<Input>) => JsonObject,
): (iam: IamParts) => QueryAction {
  return (iam) => (request) =>
    run(iam, validate<Input>(schema[4], withNumbers(request, ["MaxSessionDuration"]), iamLimits));
}
