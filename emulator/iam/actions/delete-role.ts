import { DeleteRole$, type DeleteRoleRequest } from "@aws-sdk/client-iam";
import { iamAction } from "../action.ts";

export const deleteRole = iamAction<DeleteRoleRequest>(DeleteRole$, ({ roles }, { RoleName }) => {
  roles.delete(RoleName);
  return {};
});
