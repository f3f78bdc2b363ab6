import type { Context } from "aws-lambda";
import { readStackRequest, responseTo } from "../shared/custom-resource/stack-request.ts";
import { sendResponse } from "../shared/custom-resource/stack-response-adapter.ts";
import { glueIndexCreator } from "../shared/partition-indexes/glue-index-creator-adapter.ts";
import { indexTables } from "../shared/partition-indexes/indexing.ts";

const creator = glueIndexCreator();

/** A request of CloudFormation → partition indexes asked of Glue. CloudFormation always gets an answer, and it is yes. */
export async function handler(event: unknown, context: Context): Promise<void> {
  const request = readStackRequest(event);
  const response = await indexTables(request, creator, context.getRemainingTimeInMillis());
  console.log(JSON.stringify({ ...request.identity, type: request.type, ...response }));
  await sendResponse(request.responseUrl, responseTo(request, response));
}
