import { UpdateAssumeRolePolicy$, type UpdateAssumeRolePolicyRequest } from "@aws-sdk/client-iam";
import { iamAction } from "../action.ts";
import { checkDocument } from "../roles.ts";

export const updateAssumeRolePolicy = iamAction<UpdateAssumeRolePolicyRequest>(
  UpdateAssumeRolePolicy$,
  ({ roles }, { PolicyDocument, RoleName }) => {
    roles.get(RoleName).trust = checkDocument(PolicyDocument);
    return {};
  },
);
