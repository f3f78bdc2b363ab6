import { DeleteRolePolicyCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import type { Properties, ResourceType } from "../resource-type.ts";

/** An inline policy of a role that is a resource of its own. */
export const rolePolicy: ResourceType = {
  identity: ({ PolicyName }) => ({ ref: String(PolicyName) }),
  create: ({ iam }, properties) => iam.send(new PutRolePolicyCommand(rolePolicyInput(properties))),
  update: ({ iam }, properties) => iam.send(new PutRolePolicyCommand(rolePolicyInput(properties))),
  remove: ({ iam }, properties) => iam.send(new DeleteRolePolicyCommand(rolePolicyInput(properties))),
};

const rolePolicyInput = ({ RoleName, PolicyName, PolicyDocument }: Properties) => ({
  RoleName: String(RoleName),
  PolicyName: String(PolicyName),
  PolicyDocument: JSON.stringify(PolicyDocument),
});
