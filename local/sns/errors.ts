/** How SNS words what it refuses. */
import { AwsError } from "../service.ts";

export const invalid = (what: string) => new AwsError("InvalidParameter", `Invalid parameter: ${what}`);
