/** One STS action: who calls, then the request checked by the SDK's own schema and by the limits of the service. */
import type { Clock } from "../clock.ts";
import type { Roles } from "../iam/roles.ts";
import { type JsonObject, type QueryAction, withNumbers } from "../wire/service.ts";
import { type OperationSchema, validate, type Wire } from "../wire/validation.ts";
import { stsLimits } from "./limits.ts";
import type { Caller, Sessions } from "./sessions.ts";

/** What an action works on. */
export interface StsParts {
  readonly sessions: Sessions;
  readonly roles: Roles;
  readonly clock: Clock;
  readonly accountId: string;
  /** See Sts. */
  readonly packedPercent: () => number | undefined;
}

export function stsAction<Input>(
  schema: OperationSchema,
  run: (sts: StsParts, input: Wire<Input>, caller: Caller) => JsonObject,
): (sts: StsParts) => QueryAction {
  return (sts) => (request, accessKeyId) => {
    const caller = sts.sessions.callerOf(accessKeyId);
    const numbers = withNumbers(request, ["DurationSeconds"]);
    return run(sts, validate<Input>(schema[4], numbers, stsLimits), caller);
  };
}
