import { DeleteRolePolicy$, type DeleteRolePolicyRequest } from "@aws-sdk/client-iam";
import { iamAction } from "../action.ts";

export const deleteRolePolicy = iamAction<DeleteRolePolicyRequest>(
  DeleteRolePolicy$,
  ({ roles }, { PolicyName, RoleName }) => {
    roles.deletePolicy(RoleName, PolicyName);
    return {};
  },
);
