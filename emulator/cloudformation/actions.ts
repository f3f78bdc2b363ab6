/** Every action of the local CloudFormation, under the name that it has on the wire. */
import { describeStacks } from "./actions/describe-stacks.ts";

export const actions = {
  DescribeStacks: describeStacks,
};
