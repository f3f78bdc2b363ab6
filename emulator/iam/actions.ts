/** Every action of the local IAM, under the name that it has on the wire. */
import { createRole } from "./actions/create-role.ts";
import { deleteRole } from "./actions/delete-role.ts";
import { deleteRolePolicy } from "./actions/delete-role-policy.ts";
import { getRolePolicy } from "./actions/get-role-policy.ts";
import { putRolePolicy } from "./actions/put-role-policy.ts";
import { updateAssumeRolePolicy } from "./actions/update-assume-role-policy.ts";
import { updateRole } from "./actions/update-role.ts";

export const actions = {
  CreateRole: createRole,
  DeleteRole: deleteRole,
  DeleteRolePolicy: deleteRolePolicy,
  GetRolePolicy: getRolePolicy,
  PutRolePolicy: putRolePolicy,
  UpdateAssumeRolePolicy: updateAssumeRolePolicy,
  UpdateRole: updateRole,
};
