/** IAM as the stack offers it: the roles of a template, and their inline policies, over the AWS query protocol. */
import { randomBytes } from "node:crypto";
import {
  type CreateRoleRequest,
  CreateRoleRequest$,
  type DeleteRolePolicyRequest,
  DeleteRolePolicyRequest$,
  type DeleteRoleRequest,
  DeleteRoleRequest$,
  type GetRolePolicyRequest,
  GetRolePolicyRequest$,
  type PutRolePolicyRequest,
  PutRolePolicyRequest$,
  type UpdateAssumeRolePolicyRequest,
  UpdateAssumeRolePolicyRequest$,
  type UpdateRoleRequest,
  UpdateRoleRequest$,
} from "@aws-sdk/client-iam";
import type { Clock } from "../clock.ts";
import type { Limits } from "../limits.ts";
import { type QueryAction, type QueryService, withNumbers } from "../service.ts";
import { validate } from "../validation.ts";
import { checkDocument, Roles } from "./roles.ts";

export interface Iam {
  readonly service: QueryService;
  readonly roles: Roles;
}

/** IAM API Reference, CreateRole and PutRolePolicy. */
const LIMITS: Limits = {
  "*.RoleName": { length: [1, 64], pattern: /^[\w+=,.@-]+$/ },
  "*.PolicyName": { length: [1, 128], pattern: /^[\w+=,.@-]+$/ },
  "*.MaxSessionDuration": { value: [3_600, 43_200] },
  "*.Path": { offered: false },
  "*.PermissionsBoundary": { offered: false },
  "*.Tags": { offered: false },
};

/** Seconds. */
const DEFAULT_SESSION = 3_600;

export function createIam({ clock, accountId }: { readonly clock: Clock; readonly accountId: string }): Iam {
  const roles = new Roles();
  const actions: Readonly<Record<string, QueryAction>> = {
    CreateRole(input) {
      const request = validate<CreateRoleRequest>(CreateRoleRequest$, withDuration(input), LIMITS);
      const name = request.RoleName!;
      const role = roles.create({
        name,
        id: `AROA${randomBytes(8).toString("hex").toUpperCase()}`,
        arn: `arn:aws:iam::${accountId}:role/${name}`,
        createdAt: clock.now(),
        trust: checkDocument(request.AssumeRolePolicyDocument!),
        maxSessionDuration: request.MaxSessionDuration ?? DEFAULT_SESSION,
      });
      const CreateDate = new Date(role.createdAt).toISOString();
      return { Role: { Path: "/", RoleName: name, RoleId: role.id, Arn: role.arn, CreateDate } };
    },
    UpdateRole(input) {
      const request = validate<UpdateRoleRequest>(UpdateRoleRequest$, withDuration(input), LIMITS);
      const role = roles.get(request.RoleName!);
      role.maxSessionDuration = request.MaxSessionDuration ?? role.maxSessionDuration;
      return {};
    },
    UpdateAssumeRolePolicy(input) {
      const schema = UpdateAssumeRolePolicyRequest$;
      const request = validate<UpdateAssumeRolePolicyRequest>(schema, input, LIMITS);
      roles.get(request.RoleName!).trust = checkDocument(request.PolicyDocument!);
      return {};
    },
    DeleteRole(input) {
      roles.delete(validate<DeleteRoleRequest>(DeleteRoleRequest$, input, LIMITS).RoleName!);
      return {};
    },
    PutRolePolicy(input) {
      const request = validate<PutRolePolicyRequest>(PutRolePolicyRequest$, input, LIMITS);
      roles.putPolicy(request.RoleName!, request.PolicyName!, request.PolicyDocument!);
      return {};
    },
    GetRolePolicy(input) {
      const request = validate<GetRolePolicyRequest>(GetRolePolicyRequest$, input, LIMITS);
      const { RoleName = "", PolicyName = "" } = request;
      const document = roles.policy(RoleName, PolicyName);
      return { RoleName, PolicyName, PolicyDocument: encodeURIComponent(document) };
    },
    DeleteRolePolicy(input) {
      const request = validate<DeleteRolePolicyRequest>(DeleteRolePolicyRequest$, input, LIMITS);
      roles.deletePolicy(request.RoleName!, request.PolicyName!);
      return {};
    },
  };
  return { roles, service: { name: "IAM", version: "2010-05-08", namespace: NAMESPACE, actions } };
}

const NAMESPACE = "https://iam.amazonaws.com/doc/2010-05-08/";

const withDuration = (input: Parameters<QueryAction>[0]) => withNumbers(input, ["MaxSessionDuration"]);
