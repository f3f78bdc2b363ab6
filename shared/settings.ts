import { ConfigurationError } from "./errors.ts";
import { BUCKET_NAME, STAGE } from "./names.ts";

/** What only CloudFormation knows, given to the functions as environment variables. */
export interface Settings {
  readonly stage: string;
  /** The bucket whose objects are registered; events of others are ignored. */
  readonly bucket: string;
  readonly parkingQueueUrl: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the environment; throws one ConfigurationError that names everything missing or wrong. */
export function readSettings(environment: Environment = process.env): Settings {
  const problems: string[] = [];
  const read = (name: string, expected: string, isValid: (value: string) => boolean): string => {
    const value = environment[name] ?? "";
    if (value === "") problems.push(`${name} is not set; expected ${expected}`);
    else if (!isValid(value)) problems.push(`${name} is ${JSON.stringify(value)}; expected ${expected}`);
    return value;
  };
  const settings = {
    stage: read("STAGE", "the stage, as prod or dev", (value) => STAGE.test(value)),
    bucket: read("BUCKET", "the name of a bucket", (value) => BUCKET_NAME.test(value)),
    parkingQueueUrl: read("PARKING_QUEUE_URL", "the URL of an SQS queue", (value) => URL.canParse(value)),
  };
  if (problems.length > 0) {
    throw new ConfigurationError("INVALID_SETTINGS", "The environment has problems:", problems);
  }
  return settings;
}
