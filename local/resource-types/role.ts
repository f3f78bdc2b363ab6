import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import type { Properties, ResourceType } from "../resource-type.ts";

/** Kept as texts: nobody is refused anything here. */
export const role: ResourceType = {
  identity: ({ RoleName }, { accountId }) => ({
    ref: String(RoleName),
    arn: `arn:aws:iam::${accountId}:role/${RoleName}`,
  }),
  async create({ iam }, properties) {
    const { RoleName, MaxSessionDuration, AssumeRolePolicyDocument } = properties;
    await iam.send(
      new CreateRoleCommand({
        RoleName: String(RoleName),
        AssumeRolePolicyDocument: JSON.stringify(AssumeRolePolicyDocument),
        MaxSessionDuration: MaxSessionDuration as number | undefined,
      }),
    );
    for (const policy of policiesOf(properties)) await iam.send(new PutRolePolicyCommand(policy));
  },
  async update({ iam }, properties, RoleName) {
    const { MaxSessionDuration, AssumeRolePolicyDocument } = properties;
    const PolicyDocument = JSON.stringify(AssumeRolePolicyDocument);
    await iam.send(
      new UpdateRoleCommand({ RoleName, MaxSessionDuration: MaxSessionDuration as number | undefined }),
    );
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
    for (const policy of policiesOf(properties)) await iam.send(new PutRolePolicyCommand(policy));
  },
  async remove({ iam }, properties, RoleName) {
    for (const { PolicyName } of policiesOf(properties)) {
      await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
    }
    await iam.send(new DeleteRoleCommand({ RoleName }));
  },
};

interface InlinePolicy {
  readonly PolicyName: string;
  readonly PolicyDocument: object;
}

const policiesOf = ({ RoleName, Policies }: Properties) =>
  ((Policies ?? []) as readonly InlinePolicy[]).map(({ PolicyName, PolicyDocument }) => ({
    RoleName: String(RoleName),
    PolicyName,
    PolicyDocument: JSON.stringify(PolicyDocument),
  }));
