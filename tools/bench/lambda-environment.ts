import type { Deployed } from "../../local/deployment.ts";
import { registerFunctionName } from "../../shared/runtime/names.ts";

/** What the register function finds in its environment: its own variables, and Lambda's that Powertools reads. */
export function lambdaEnvironment(
  stage: string,
  { bucket, parkingQueueUrl }: Pick<Deployed, "bucket" | "parkingQueueUrl">,
): Record<string, string> {
  return {
    STAGE: stage,
    BUCKET: bucket,
    PARKING_QUEUE_URL: parkingQueueUrl,
    LOG_LEVEL: "INFO",
    AWS_LAMBDA_FUNCTION_NAME: registerFunctionName(stage),
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "512",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
  };
}
