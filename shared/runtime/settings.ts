import { ConfigurationError } from "./errors.ts";
import { BUCKET_NAME, EVENT_BUS } from "./names.ts";
import { STAGE } from "./stage-name.ts";

/** What only CloudFormation knows, given to the functions as environment variables. */
interface StageSettings {
  readonly stage: string;
  /** The bucket whose objects are ours; events of others are ignored. */
  readonly bucket: string;
}

export interface Settings extends StageSettings {
  readonly parkingQueueUrl: string;
}

/** Of the functions that see writes. */
interface WritesSettings extends Settings {
  /** The queue of the look function; undefined if no dataset promises anything. */
  readonly lookQueueUrl: string | undefined;
}

export interface RegisterSettings extends WritesSettings {
  /** The queue of the guard function; undefined if no dataset is guarded. */
  readonly guardQueueUrl: string | undefined;
}

export interface CrawlSettings extends WritesSettings {
  /** The function's own queue, to which it sends crawl requests. */
  readonly crawlQueueUrl: string;
}

export interface DeregisterSettings extends Settings {
  /** The function's own queue, to which it sends nominations. */
  readonly nominationQueueUrl: string;
}

export interface ValidateSettings extends StageSettings {
  /** The topic to which changes of the data's quality are told. */
  readonly qualityTopicArn: string;
  /** The queue of the look function. */
  readonly lookQueueUrl: string;
  /** Name of the bus of EventBridge on which changes of sessions' states are told. */
  readonly eventBus: string;
}

export interface LookSettings extends Settings {
  /** The function's own queue, to which it sends what is to be looked at later. */
  readonly lookQueueUrl: string;
  /** The queue of the validate function. */
  readonly validateQueueUrl: string;
  readonly eventBus: string;
}

export interface ReconcileSettings extends StageSettings {
  /** The function's own queue, to which it sends what is left to do. */
  readonly reconcileQueueUrl: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads a variable, and notes what is wrong with it. */
type Read = (name: string, expected: string, isValid: (value: string) => boolean) => string;

/** Reads the environment; throws one ConfigurationError that names everything missing or wrong. */
export function readSettings(environment: Environment = process.env): Settings {
  return readAll(environment, settingsFrom);
}

/**
 * The same for the register function. Without its queue a guarded dataset would be registered unseen, and one that promises
 * something would be ready whatever is written into it.
 */
export function readRegisterSettings(
  { isAnyGuarded, isAnyPromised }: { readonly isAnyGuarded: boolean; readonly isAnyPromised: boolean },
  environment: Environment = process.env,
): RegisterSettings {
  return readAll(environment, (read) => ({
    ...settingsFrom(read),
    lookQueueUrl: isAnyPromised ? queueUrl(read, "LOOK_QUEUE_URL") : undefined,
    guardQueueUrl: isAnyGuarded ? queueUrl(read, "GUARD_QUEUE_URL") : undefined,
  }));
}

/** The same for the crawl function. */
export function readCrawlSettings(
  { isAnyPromised }: { readonly isAnyPromised: boolean },
  environment: Environment = process.env,
): CrawlSettings {
  return readAll(environment, (read) => ({
    ...settingsFrom(read),
    lookQueueUrl: isAnyPromised ? queueUrl(read, "LOOK_QUEUE_URL") : undefined,
    crawlQueueUrl: queueUrl(read, "CRAWL_QUEUE_URL"),
  }));
}

/** The same for the look function. */
export function readLookSettings(environment: Environment = process.env): LookSettings {
  return readAll(environment, (read) => ({
    ...settingsFrom(read),
    lookQueueUrl: queueUrl(read, "LOOK_QUEUE_URL"),
    validateQueueUrl: queueUrl(read, "VALIDATE_QUEUE_URL"),
    eventBus: eventBusFrom(read),
  }));
}

/** The same for the deregister function. */
export function readDeregisterSettings(environment: Environment = process.env): DeregisterSettings {
  return readAll(environment, (read) => ({
    ...settingsFrom(read),
    nominationQueueUrl: queueUrl(read, "DEREGISTER_QUEUE_URL"),
  }));
}

/** The same for the validate function. */
export function readValidateSettings(environment: Environment = process.env): ValidateSettings {
  return readAll(environment, (read) => ({
    ...stageSettingsFrom(read),
    qualityTopicArn: read("QUALITY_TOPIC_ARN", "the ARN of an SNS topic", (value) => TOPIC_ARN.test(value)),
    lookQueueUrl: queueUrl(read, "LOOK_QUEUE_URL"),
    eventBus: eventBusFrom(read),
  }));
}

/** The same for the reconcile function. */
export function readReconcileSettings(environment: Environment = process.env): ReconcileSettings {
  return readAll(environment, (read) => ({
    ...stageSettingsFrom(read),
    reconcileQueueUrl: queueUrl(read, "RECONCILE_QUEUE_URL"),
  }));
}

const queueUrl = (read: Read, name: string) =>
  read(name, "the URL of an SQS queue", (value) => URL.canParse(value));

const eventBusFrom = (read: Read) =>
  read("EVENT_BUS", "the name of a bus of EventBridge", (value) => EVENT_BUS.test(value));

const TOPIC_ARN = /^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]{1,256}$/;

function stageSettingsFrom(read: Read): StageSettings {
  return {
    stage: read("STAGE", "the stage, as prod or dev", (value) => STAGE.test(value)),
    bucket: read("BUCKET", "the name of a bucket", (value) => BUCKET_NAME.test(value)),
  };
}

function settingsFrom(read: Read): Settings {
  return {
    ...stageSettingsFrom(read),
    parkingQueueUrl: queueUrl(read, "PARKING_QUEUE_URL"),
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
