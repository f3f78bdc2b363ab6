/** Every wildcard in an action or resource of the template has a reason, and every reason a wildcard. */
import type { Statement } from "./policy.ts";
import type { Permissions } from "./template.ts";

/** A wildcard where it stands. */
export interface Wildcard {
  /** Name of a role, or ARN of a resource with a policy of its own. */
  readonly of: string;
  readonly sid: string;
  readonly pattern: string;
}

export interface Reason {
  /** Of whom: the end of the name of a role, function or resource. */
  readonly of: RegExp;
  readonly sid: string;
  readonly pattern: RegExp;
  readonly why: string;
}

const STREAMS = "streams of a log get their names when they begin; the log group itself is named whole";
const OBJECTS = "names of objects are not known beforehand; the prefix is a dataset's, or that of results";
const WHOLE = "all objects of the bucket, whatever their names: it is emptied because it is deleted";
const RECORDS = "records are named after datasets, days and runs; the prefix is that of one kind and stage";
const DENY_ALL = "in a Deny: it takes from everybody, and gives to nobody";

/**
 * What deploy/policy-size.ts makes of a role that would be longer than IAM takes. A stage of a few datasets has none of it.
 */
export const REASONS_OF_LARGE_STAGES: readonly Reason[] = [
  {
    of: /-register$/,
    sid: "RegisterPartitions",
    pattern: /:table\/\w+\/\*$/,
    why: "so many tables that IAM takes no policy with all of their names; the database is the stage's own",
  },
  {
    of: /-reconcile$/,
    sid: "RegisterPartitions",
    pattern: /:table\/\w+\/\*$/,
    why: "so many tables that IAM takes no policy with all of their names; the database is the stage's own",
  },
  {
    of: /-(deregister|reconcile)$/,
    sid: "RemovePartitions",
    pattern: /:table\/\w+\/\*$/,
    why: "so many tables that IAM takes no policy with all of their names; the function removes only of datasets that say so",
  },
  {
    of: /-(deregister|reconcile)$/,
    sid: "SeeWhoSharesLocations",
    pattern: /:table\/\w+\/\*$/,
    why: "so many tables that IAM takes no policy with all of their names; it may only read their partitions",
  },
  {
    of: /-validate$/,
    sid: "ReadCatalog",
    pattern: /:table\/\w+\/\*$/,
    why: "so many tables that IAM takes no policy with all of their names; it may only read them",
  },
  {
    of: /-look$/,
    sid: "ReadCatalog",
    pattern: /:table\/\w+\/\*$/,
    why: "so many tables that IAM takes no policy with all of their names; it may only read their partitions",
  },
  {
    of: /-indexes$/,
    sid: "CreateIndexes",
    pattern: /:table\/\w+\/\*$/,
    why: "so many tables that IAM takes no policy with all of their names; the database is the stage's own",
  },
  {
    of: /-crawl$/,
    sid: "RunCrawlers",
    pattern: /:crawler\/[\w-]+-crawler-\*$/,
    why: "so many crawlers that IAM takes no policy with all names; no other stage has crawlers of this name",
  },
];

/** One entry for each kind of statement. */
export const REASONS: readonly Reason[] = [
  {
    of: /-(register|crawl|guard|look|deregister|validate|reconcile|empty|indexes)$/,
    sid: "WriteLogs",
    pattern: /^arn:aws:logs:.*:\*$/,
    why: STREAMS,
  },
  {
    of: /-crawler-\w+$/,
    sid: "WriteLogs",
    pattern: /log-group:\/aws-glue\/crawlers\*$/,
    why: "all crawlers of an account share this group; its streams are named after crawlers by Glue",
  },
  {
    of: /-(validate|guard|crawler-\w+|reader-\w+)$/,
    sid: "ReadObjects",
    pattern: /^arn:aws:s3:::[^*]+\/\*$/,
    why: OBJECTS,
  },
  { of: /-validate$/, sid: "WriteResults", pattern: /^arn:aws:s3:::[^*]+\/quality\/\*$/, why: OBJECTS },
  {
    of: /-look$/,
    sid: "KeepStates",
    pattern: /^arn:aws:s3:::[^*]+\/quality\/(sessions|looks)\/\*$/,
    why: RECORDS,
  },
  { of: /-look$/, sid: "WriteChanges", pattern: /^arn:aws:s3:::[^*]+\/session_changes\/\*$/, why: OBJECTS },
  {
    of: /-guard$/,
    sid: "WriteFindings",
    pattern: /^arn:aws:s3:::[^*]+\/quality\/files\/\*$/,
    why: OBJECTS,
  },
  {
    of: /-reconcile$/,
    sid: "KeepRecords",
    pattern: /^arn:aws:s3:::[^*]+\/reconcile\/(checkpoints|drift|deletes)\/\w+\/\*$/,
    why: RECORDS,
  },
  {
    of: /-deregister$/,
    sid: "CountRemovals",
    pattern: /^arn:aws:s3:::[^*]+\/reconcile\/deletes\/\w+\/\*$/,
    why: RECORDS,
  },
  {
    of: /-(deregister|reconcile)$/,
    sid: "WriteUndoRecords",
    pattern: /^arn:aws:s3:::[^*]+\/reconcile\/undo\/\w+\/\*$/,
    why: RECORDS,
  },
  { of: /-empty$/, sid: "DeleteObjects", pattern: /^arn:aws:s3:::[^*/]+\/\*$/, why: WHOLE },
  { of: /^arn:aws:sqs:/, sid: "RefusePlainHttp", pattern: /^sqs:\*$/, why: DENY_ALL },
  { of: /^arn:aws:s3:/, sid: "RefusePlainHttp", pattern: /^(s3:\*|arn:aws:s3:::[^*/]+\/\*)$/, why: DENY_ALL },
  { of: /-reader-\w+$/, sid: "NeverAnythingElse", pattern: /^\*$/, why: DENY_ALL },
  { of: /-reader-\w+$/, sid: "NeverS3Directly", pattern: /^(s3:\*|\*)$/, why: DENY_ALL },
  { of: /-reader-\w+$/, sid: "NeverAnotherWorkGroup", pattern: /^athena:\*$/, why: DENY_ALL },
  { of: /-reader-\w+$/, sid: "NeverAfterTheEnd", pattern: /^\*$/, why: DENY_ALL },
  { of: /-reader-\w+$/, sid: "RevokedBefore", pattern: /^\*$/, why: DENY_ALL },
];

export function wildcardsOf({ roles, resourcePolicies }: Permissions): Wildcard[] {
  const policies = [
    ...roles.flatMap(({ name, policy, trust }) => [
      { of: name, statements: policy.Statement },
      { of: name, statements: trust.Statement },
    ]),
    ...[...resourcePolicies].map(([of, { Statement }]) => ({ of, statements: Statement })),
  ];
  return policies.flatMap(({ of, statements }) =>
    statements.flatMap((statement) =>
      patternsOf(statement).map((pattern) => ({ of, sid: statement.Sid, pattern })),
    ),
  );
}

const patternsOf = ({ Action = [], NotAction = [], Resource = [], NotResource = [] }: Statement) =>
  [...Action, ...NotAction, ...Resource, ...NotResource].filter((text) => /[*?]/.test(text));

/** A reason that speaks of a Deny is none for anything else. */
export const reasonFor = (
  { of, sid, pattern }: Wildcard,
  reasons = [...REASONS, ...REASONS_OF_LARGE_STAGES],
): Reason | undefined =>
  reasons.find((reason) => reason.of.test(of) && reason.sid === sid && reason.pattern.test(pattern));
