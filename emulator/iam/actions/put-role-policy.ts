import { PutRolePolicy$, type PutRolePolicyRequest } from "@aws-sdk/client-iam";
import { iamAction } from "../action.ts";

export const putRolePolicy = iamAction<PutRolePolicyRequest>(
  PutRolePolicy$,
  ({ roles }, { PolicyDocument, PolicyName, RoleName }) => {
    roles.putPolicy(RoleName, PolicyName, PolicyDocument);
    return {};
  },
);
