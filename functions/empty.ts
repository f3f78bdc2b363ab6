import type { Context } from "aws-lambda";
import { cloudFormationStacks } from "../shared/aws/cloudformation-stacks.ts";
import { s3Emptying } from "../shared/aws/s3-emptying.ts";
import { answerStack } from "../shared/aws/stack-answers.ts";
import { fulfil } from "../shared/emptying.ts";
import { answerTo, readStackRequest } from "../shared/stack-request.ts";

const surroundings = { stacks: cloudFormationStacks(), contents: s3Emptying() };

/** A request of CloudFormation → the stack's buckets emptied, if the stack is being removed. CloudFormation always gets an answer. */
export async function handler(event: unknown, context: Context): Promise<void> {
  const request = readStackRequest(event);
  const verdict = await fulfil(request, surroundings, context.getRemainingTimeInMillis());
  console.log(JSON.stringify({ ...request.identity, type: request.type, ...verdict }));
  await answerStack(request.answerUrl, answerTo(request, verdict));
}
