/** CloudFormation API Reference, DescribeStacks. */
import type { Limits } from "../wire/limits.ts";

export const cloudFormationLimits: Limits = {
  "DescribeStacksInput.NextToken": { offered: false },
};
