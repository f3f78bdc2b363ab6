import { ConfigurationError } from "./errors.ts";
import { BUCKET_NAME, STAGE } from "./names.ts";

/** What only CloudFormation knows, given to the functions as environment variables. */
export interface Settings {
  readonly stage: string;
  /** The bucket whose objects are ours; events of others are ignored. */
  readonly bucket: string;
  readonly parkingQueueUrl: string;
}

export interface CrawlSettings extends Settings {
  /** The function's own queue, to which it sends its dues. */
  readonly crawlQueueUrl: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads a variable, and notes what is wrong with it. */
type Read = (name: string, expected: string, isValid: (value: string) => boolean) => string;

/** Reads the environment; throws one ConfigurationError that names everything missing or wrong. */
export function readSettings(environment: Environment = process.env): Settings {
  return readAll(environment, settingsFrom);
}

/** The same for the crawl function. */
export function readCrawlSettings(environment: Environment = process.env): CrawlSettings {
  return readAll(environment, (read) => ({
    ...settingsFrom(read),
    crawlQueueUrl: read("CRAWL_QUEUE_URL", "the URL of an SQS queue", (value) => URL.canParse(value)),
  }));
}

function settingsFrom(read: Read): Settings {
  return {
    stage: read("STAGE", "the stage, as prod or dev", (value) => STAGE.test(value)),
    bucket: read("BUCKET", "the name of a bucket", (value) => BUCKET_NAME.test(value)),
    parkingQueueUrl: read("PARKING_QUEUE_URL", "the URL of an SQS queue", (value) => URL.canParse(value)),
  };
}

function readAll<Found>(environment: Environment, settings: (read: Read) => Found): Found {
  const problems: string[] = [];
  const found = settings((name, expected, isValid) => {
    const value = environment[name] ?? "";
    if (value === "") problems.push(`${name} is not set; expected ${expected}`);
    else if (!isValid(value)) problems.push(`${name} is ${JSON.stringify(value)}; expected ${expected}`);
    return value;
  });
  if (problems.length > 0) {
    throw new ConfigurationError("INVALID_SETTINGS", "The environment has problems:", problems);
  }
  return found;
}
