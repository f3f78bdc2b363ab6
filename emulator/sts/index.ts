/** STS as the emulator offers it: sessions of the roles that IAM has, for a while, over the AWS query protocol. */
import type { Roles } from "../iam/roles.ts";
import { bindAll, type QueryService } from "../wire/service.ts";
import { actions } from "./actions.ts";
import { type Session, Sessions, type SessionsOptions } from "./sessions.ts";

export interface Sts {
  readonly service: QueryService;
  /** Oldest first, expired ones too. */
  readonly sessions: readonly Session[];
  /** What is told as PackedPolicySize: how AWS packs, only AWS knows. */
  packedPercent: number | undefined;
}

export interface StsOptions extends SessionsOptions {
  readonly roles: Roles;
}

export function createSts(options: StsOptions): Sts {
  const sessions = new Sessions(options);
  const bound = bindAll(actions, { ...options, sessions, packedPercent: () => sts.packedPercent });
  const service = { name: "STS", version: "2011-06-15", namespace: NAMESPACE, actions: bound };
  const sts: Sts = { sessions: sessions.all, packedPercent: undefined, service };
  return sts;
}

const NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";
