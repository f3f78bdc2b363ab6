/** Every action of the local STS, under the name that it has on the wire. */
import { assumeRole } from "./actions/assume-role.ts";
import { getCallerIdentity } from "./actions/get-caller-identity.ts";

export const actions = {
  AssumeRole: assumeRole,
  GetCallerIdentity: getCallerIdentity,
};
