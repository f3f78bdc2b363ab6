import { randomBytes } from "node:crypto";
import { CreateRole$, type CreateRoleRequest } from "@aws-sdk/client-iam";
import { iamAction } from "../action.ts";
import { checkDocument } from "../roles.ts";

/** Seconds. */
const DEFAULT_SESSION = 3_600;

export const createRole = iamAction<CreateRoleRequest>(
  CreateRole$,
  ({ accountId, clock, roles }, { AssumeRolePolicyDocument, MaxSessionDuration, RoleName }) => {
    const role = roles.create({
      name: RoleName,
      id: `AROA${randomBytes(8).toString("hex").toUpperCase()}`,
      arn: `arn:aws:iam::${accountId}:role/${RoleName}`,
      createdAt: clock.now(),
      trust: checkDocument(AssumeRolePolicyDocument),
      maxSessionDuration: MaxSessionDuration ?? DEFAULT_SESSION,
    });
    const CreateDate = new Date(role.createdAt).toISOString();
    return { Role: { Path: "/", RoleName, RoleId: role.id, Arn: role.arn, CreateDate } };
  },
);
