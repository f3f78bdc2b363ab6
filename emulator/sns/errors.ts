/** The errors that several SNS actions share. */
import { AwsError } from "../wire/service.ts";

export const invalid = (what: string) => new AwsError("InvalidParameter", `Invalid parameter: ${what}`);
