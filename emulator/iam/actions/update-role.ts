import { UpdateRole$, type UpdateRoleRequest } from "@aws-sdk/client-iam";
import { iamAction } from "../action.ts";

export const updateRole = iamAction<UpdateRoleRequest>(
  UpdateRole$,
  ({ roles }, { MaxSessionDuration, RoleName }) => {
    const role = roles.get(RoleName);
    role.maxSessionDuration = MaxSessionDuration ?? role.maxSessionDuration;
    return {};
  },
);
