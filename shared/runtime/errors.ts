/**
 * Everything that can go wrong, by code. Each code has a heading in docs/operations.md that says what it
 * means and what to do. `retryable` decides whether the same call may succeed later without anybody's help.
 */
export const ERROR_CODES = {
  // configuration and usage: found before any work is done, exit code 2
  USAGE: "a usage error: the arguments of a command are wrong",
  INVALID_DATASETS: "the list of datasets breaks a rule",
  AWS_LIMIT: "the list of datasets has more than AWS takes in one stage",
  INVALID_SETTINGS: "an environment variable is missing or wrong",
  INVALID_GRANTEES: "the list of grantees breaks a rule",
  NO_CREDENTIALS: "AWS credentials are missing, expired or wrong",
  NOT_AN_SQS_EVENT: "the function was invoked with something that is not an SQS batch",
  NOT_A_RUN: "the validate function was invoked with something that does not say which run",
  // the Glue Data Catalog
  TABLE_NOT_FOUND: "the table or database does not exist in Glue",
  TABLE_KEYS_DIFFER: "the table's partition keys are not the dataset's",
  TABLE_REPLACED: "the table got its keys in another order while partitions were created in it",
  RESOURCE_LINK: "the table is a resource link to a table elsewhere, and no table itself",
  OPEN_TABLE_FORMAT:
    "the files are those of a Delta, Hudi or Iceberg table, which plain Parquet shows wrongly",
  INERT_REGISTRATION: "the table uses partition projection, so Athena ignores registered partitions",
  NOT_PROJECTED: "the table lacks the properties by which Athena would compute its partitions",
  ACCESS_DENIED: "the role may not make this call",
  THROTTLED: "AWS asked us to slow down",
  LIMIT_EXCEEDED: "an account limit of Glue is reached",
  ENCRYPTION: "Glue cannot use the catalog's encryption key",
  INVALID_INPUT: "Glue refuses this very partition",
  GLUE_REFUSED: "Glue refused for a reason we do not know",
  UNAVAILABLE: "Glue did not answer, or answered with an error of its own",
  DEADLINE: "the invocation ran out of time before Glue answered",
  VANISHED: "the partition existed and was gone again when read",
  // crawlers
  NO_CRAWLER: "an object is of a dataset that no crawler keeps",
  CRAWLER_NOT_FOUND: "the dataset's crawler does not exist in Glue",
  CRAWLER_FAILING: "a crawler's runs end FAILED or STOPPED, again and again",
  // files
  FILE_UNREADABLE: "a file is no Parquet, or not all of it: truncated, of another format, encrypted, damaged",
  FILE_UNFIT: "a Parquet file has columns that cannot be read as its table's",
  FILE_CHECK_NOT_SENT: "the register function could not ask the guard function to read a file",
  DECRYPT_DENIED: "the guard function may not use the key of KMS that an object is encrypted with",
  // removals
  REMOVALS_CAPPED: "as many partitions of the dataset were removed today as may be",
  NOMINATION_NOT_SENT: "the deregister function could not send a message to its own queue",
  // the queues
  PARKING_FAILED: "the message could not be sent to the parking queue",
  CRAWL_REQUEST_NOT_SENT: "the crawl function could not send a message to its own queue",
  QUEUE_NOT_FOUND: "a queue of this stage does not exist",
  QUEUE_REFUSED: "SQS refused or did not answer",
  // Athena
  QUERY_FAILED: "a query failed or was cancelled",
  QUERY_REFUSED: "Athena refuses to run a query, or to tell of it",
  QUERY_CANCELLED: "a query was called off before it ended",
  QUERY_CUT_OFF: "a query scanned more than its workgroup allows",
  QUERY_TIMEOUT: "a query gave no result in the time that it had",
  QUERY_TOO_LARGE: "a query's text or its result is too large",
  QUERY_BUDGET: "a run has scanned as much as it may",
  QUERY_VALUE: "a value cannot be written into a query",
  QUERY_UNREADABLE: "a result does not fit the types of its columns",
  QUERY_UNAVAILABLE: "Athena did not answer, or answered with an error of its own",
  // the trading calendars
  UNKNOWN_CALENDAR: "there is no trading calendar of this name",
  CALENDAR_OUT_OF_RANGE:
    "the calendar cannot tell about this day: nobody has reviewed its year, or it is no day",
  // S3
  STORE_REFUSED: "S3 refused or did not answer",
  RECORD_UNREADABLE: "a record of deleted partitions, or of how many there were, is not what was written",
  BUCKET_NOT_EMPTIED: "a bucket of the stack could not be emptied, so the stack is not removed",
  // CloudFormation
  STACK_UNREADABLE: "CloudFormation did not tell what happens to the stack, so its buckets were left alone",
  STACK_UNANSWERED: "CloudFormation could not be told what became of its request",
  // signals
  NOTIFICATION_REFUSED: "SNS refused or did not answer: subscribers were not told what changed",
  STATE_UNREADABLE: "what the last run of a suite left to compare with is not what this one can read",
  // the states of sessions
  SESSION_UNREADABLE: "the state of a session was written by another version, or by somebody else",
  SESSION_NOT_SEEN: "what Glue and S3 hold of a session cannot be read, so nothing is said of it",
  SESSION_NOT_KEPT: "a run could not bring the states of some sessions up to date",
  SESSION_TOO_LARGE: "a session has more objects than a look compares with its verdict",
  EVENT_BUS_REFUSED:
    "EventBridge refused or did not answer: a change of a session's state was not told there",
  LOOK_NOT_ASKED: "a function could not ask for a look at a session that was written, or for its verdict",
  // grants of access
  GRANT_REFUSED: "STS or IAM refused or did not answer",
  GRANT_UNREADABLE: "the record of a grant, or a policy of revocations, is not what was written",
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** The one error class: what happened (message), under which code, and whether trying again can help. */
export class RegistrarError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  constructor(code: ErrorCode, message: string, options: { retryable?: boolean; cause?: unknown } = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.name = "RegistrarError";
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}

/**
 * A refusal by the Data Catalog.
 *
 * `blame` says what to do about the rest of a batch: "item" means one of its partitions is unacceptable and the
 * others may be fine (bisect), "call" means none of it was done. `effect` is "unknown" when the call may have
 * been carried out although it failed: only reading again tells.
 */
export class CatalogError extends RegistrarError {
  readonly blame: "item" | "call";
  readonly effect: "none" | "unknown";
  constructor(
    code: ErrorCode,
    message: string,
    options: {
      blame?: "item" | "call";
      effect?: "none" | "unknown";
      retryable?: boolean;
      cause?: unknown;
    } = {},
  ) {
    super(code, message, options);
    this.name = "CatalogError";
    this.blame = options.blame ?? "call";
    this.effect = options.effect ?? "none";
  }
}

/** Wrong arguments, settings or dataset definitions: every problem at once, never just the first. */
export class ConfigurationError extends RegistrarError {
  readonly problems: readonly string[];
  constructor(
    code:
      | "USAGE"
      | "INVALID_DATASETS"
      | "AWS_LIMIT"
      | "INVALID_SETTINGS"
      | "INVALID_GRANTEES"
      | "NO_CREDENTIALS"
      | "INERT_REGISTRATION",
    heading: string,
    problems: readonly string[],
  ) {
    super(code, [heading, ...problems.map((problem) => `  - ${problem}`)].join("\n"));
    this.name = "ConfigurationError";
    // Who reads it looks for the mistake in a file of theirs; some tools (osls among them) print nothing but the stack.
    this.stack = this.message;
    this.problems = problems;
  }
}

/** Wrong arguments of a command: every problem at once, exit code 2. */
export function usageError(command: string, problems: readonly string[]): ConfigurationError {
  return new ConfigurationError("USAGE", `registrar ${command}: usage error:`, problems);
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  const hasMessage = typeof thrown === "object" && thrown !== null && "message" in thrown;
  return String(hasMessage ? thrown.message : thrown);
}
