import type { Deployed } from "../../local/deployment.ts";
import { registerFunctionName } from "../../shared/runtime/names.ts";

/** What the register function finds in its environment: its own variables, and Lambda's that Powertools reads. */
export function lambdaEnvironment(
  stage: string,
  { bucket, parkingQueueUrl, lookQueueUrl }: Pick<Deployed, "bucket" | "parkingQueueUrl" | "lookQueueUrl">,
): Record<string, string> {
  return {
    STAGE: stage,
    BUCKET: bucket,
    PARKING_QUEUE_URL: parkingQueueUrl,
    ...(lookQueueUrl === undefined ? {} : { LOOK_QUEUE_URL: lookQueueUrl }),
    LOG_LEVEL: "INFO",
    AWS_LAMBDA_FUNCTION_NAME: registerFunctionName(stage),
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "512",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
  };
}
