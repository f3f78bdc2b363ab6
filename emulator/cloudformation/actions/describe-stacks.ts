import { DescribeStacks$, type DescribeStacksInput } from "@aws-sdk/client-cloudformation";
import { AwsError } from "../../wire/service.ts";
import { cloudFormationAction } from "../action.ts";
import { nameOf } from "../stacks.ts";

export const describeStacks = cloudFormationAction<DescribeStacksInput>(
  DescribeStacks$,
  ({ stacks }, { StackName }) => {
    const found = stacks.find(StackName);
    if (StackName !== undefined && found.length === 0) {
      throw new AwsError("ValidationError", `Stack with id ${StackName} does not exist`);
    }
    return {
      Stacks: found.map(({ id, status, parentId, outputs = {}, createdAt }) => ({
        StackId: id,
        StackName: nameOf(id),
        CreationTime: new Date(createdAt).toISOString(),
        StackStatus: status,
        Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
        ...(parentId === undefined ? {} : { ParentId: parentId, RootId: parentId }),
      })),
    };
  },
);
