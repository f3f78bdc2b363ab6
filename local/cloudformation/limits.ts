/** CloudFormation API Reference, DescribeStacks. */
import type { Limits } from "../limits.ts";

export const cloudFormationLimits: Limits = {
  "DescribeStacksInput.NextToken": { offered: false },
};
