import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { CLIENT_DEFAULTS } from "../runtime/client-defaults.ts";
import { messageOf, RegistrarError } from "../runtime/errors.ts";
import type { Stacks } from "./port.ts";

/** While stacks are removed, CloudFormation is asked by many at once, and slows them down. */
const LONGER = { ...CLIENT_DEFAULTS, maxAttempts: 6 } as const;

/** CloudFormation, by DescribeStacks. */
export function cloudFormationStacks(client = new CloudFormationClient(LONGER)): Stacks {
  return {
    async read(stackId, signal) {
      const command = new DescribeStacksCommand({ StackName: stackId });
      try {
        const { Stacks: stacks = [] } = await client.send(command, { abortSignal: signal });
        // By its id, which no later stack of the same name has.
        const stack = stacks.find((candidate) => candidate.StackId === stackId);
        if (stack?.StackStatus === undefined) throw new Error("the answer does not tell of it");
        return { status: stack.StackStatus, isNested: stack.ParentId !== undefined };
      } catch (thrown) {
        const name = thrown instanceof Error ? thrown.name : "Error";
        throw new RegistrarError(
          "STACK_UNREADABLE",
          `DescribeStacks of ${stackId}: ${name}: ${messageOf(thrown)}`,
          { cause: thrown },
        );
      }
    },
  };
}
