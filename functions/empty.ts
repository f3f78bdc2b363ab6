import type { Context } from "aws-lambda";
import { cloudFormationStacks } from "../shared/bucket-cleanup/cloudformation-adapter.ts";
import { handleRequest } from "../shared/bucket-cleanup/emptying.ts";
import { s3Emptying } from "../shared/bucket-cleanup/s3-emptying-adapter.ts";
import { readStackRequest, responseTo } from "../shared/custom-resource/stack-request.ts";
import { sendResponse } from "../shared/custom-resource/stack-response-adapter.ts";

const ports = { stacks: cloudFormationStacks(), contents: s3Emptying() };

/** A request of CloudFormation → the stack's buckets emptied, if the stack is being removed. CloudFormation always gets an answer. */
export async function handler(event: unknown, context: Context): Promise<void> {
  const request = readStackRequest(event);
  const response = await handleRequest(request, ports, context.getRemainingTimeInMillis());
  console.log(JSON.stringify({ ...request.identity, type: request.type, ...response }));
  await sendResponse(request.responseUrl, responseTo(request, response));
}
