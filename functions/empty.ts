import type { Context } from "aws-lambda";
import { cloudFormationStacks } from "../shared/bucket-cleanup/cloudformation-adapter.ts";
import { fulfil } from "../shared/bucket-cleanup/emptying.ts";
import { s3Emptying } from "../shared/bucket-cleanup/s3-emptying-adapter.ts";
import { answerStack } from "../shared/bucket-cleanup/stack-answers-adapter.ts";
import { answerTo, readStackRequest } from "../shared/bucket-cleanup/stack-request.ts";

const surroundings = { stacks: cloudFormationStacks(), contents: s3Emptying() };

/** A request of CloudFormation → the stack's buckets emptied, if the stack is being removed. CloudFormation always gets an answer. */
export async function handler(event: unknown, context: Context): Promise<void> {
  const request = readStackRequest(event);
  const verdict = await fulfil(request, surroundings, context.getRemainingTimeInMillis());
  console.log(JSON.stringify({ ...request.identity, type: request.type, ...verdict }));
  await answerStack(request.answerUrl, answerTo(request, verdict));
}
