import { GetRolePolicy$, type GetRolePolicyRequest } from "@aws-sdk/client-iam";
import { iamAction } from "../action.ts";

export const getRolePolicy = iamAction<GetRolePolicyRequest>(
  GetRolePolicy$,
  ({ roles }, { PolicyName, RoleName }) => {
    const document = roles.policy(RoleName, PolicyName);
    return { RoleName, PolicyName, PolicyDocument: encodeURIComponent(document) };
  },
);
