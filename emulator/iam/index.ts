/** IAM as the emulator offers it: the roles of a template, and their inline policies, over the AWS query protocol. */
import type { Clock } from "../clock.ts";
import { bindAll, type QueryService } from "../wire/service.ts";
import { actions } from "./actions.ts";
import { Roles } from "./roles.ts";

export interface Iam {
  readonly service: QueryService;
  readonly roles: Roles;
}

export function createIam({ clock, accountId }: { readonly clock: Clock; readonly accountId: string }): Iam {
  const roles = new Roles();
  const bound = bindAll(actions, { roles, clock, accountId });
  return { roles, service: { name: "IAM", version: "2010-05-08", namespace: NAMESPACE, actions: bound } };
}

const NAMESPACE = "https://iam.amazonaws.com/doc/2010-05-08/";
