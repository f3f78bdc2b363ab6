import type { WireCall } from "./recorder.ts";
import type { AccessRequest, Context } from "./request.ts";
import { arnOf } from "./template.ts";

/** What of the world outside decides which requests a query leads to. */
export interface LakeContents {
  /** Where a table's partitions lie, and one object of each: what Athena lists and reads. Nothing of a view. */
  readonly partitions: (database: string, table: string) => readonly Located[];
}

export interface Located {
  readonly bucket: string;
  /** "stock-trades-platform/raw/trades/day=2026-11-20/" */
  readonly prefix: string;
  readonly key: string;
}

type Body = Readonly<Record<string, unknown>>;

/**
 * The requests to IAM that calls on the wire are. Some calls are several: one on a table is on its ancestors as well, and
 * a query reads the catalog and S3 in the name of whoever asks. Throws for a call that is not known here, so that no
 * call of the code is left out of the proof.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function requestsOf(calls: readonly WireCall[], lake: LakeContents): AccessRequest[] {
  const workGroups = workGroupsOf(calls);
  return calls.flatMap((call) => {
    const target = headerOf(call, "x-amz-target");
    if (target === undefined) return isForm(call) ? ofForm(call) : ofS3(call);
    const [service = "", operation = ""] = target.split(".");
    const body = JSON.parse(call.body) as Body;
    if (service === "AWSGlue") return ofGlue(operation, body);
    if (service === "AmazonSQS") return ofSqs(operation, body);
    if (service === "AWSEvents") return ofEvents(operation, body);
    if (service === "AmazonAthena") return ofAthena(operation, body, workGroups, lake);
    throw unknown(target);
  });
}

const unknown = (call: string) => new Error(`which permission ${call} takes is not known here`);

function headerOf({ headers }: WireCall, name: string): string | undefined {
  const value = headers[name];
  return value === undefined ? undefined : String(value);
}

const isForm = (call: WireCall) =>
  headerOf(call, "content-type")?.startsWith("application/x-www-form-urlencoded") === true;

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html */
function ofEvents(operation: string, { Entries = [] }: Body): AccessRequest[] {
  if (operation !== "PutEvents") throw unknown(`AWSEvents.${operation}`);
  return (Entries as readonly Readonly<Record<string, string>>[]).map(
    ({ EventBusName = "default", Source = "", DetailType = "" }) => ({
      action: "events:PutEvents",
      resource: arnOf("events", `event-bus/${EventBusName}`),
      context: { "events:source": [Source], "events:detail-type": [DetailType] },
    }),
  );
}

/** The AWS query protocol. */
function ofForm({ body }: WireCall): AccessRequest[] {
  const form = new URLSearchParams(body);
  const action = form.get("Action");
  if (action === "Publish") return [{ action: "sns:Publish", resource: form.get("TopicArn") ?? "" }];
  if (action === "DescribeStacks") {
    return [{ action: "cloudformation:DescribeStacks", resource: form.get("StackName") ?? "*" }];
  }
  throw unknown(`the query ${action}`);
}

const CRAWLERS = new Set(["GetCrawler", "StartCrawler", "ListCrawls"]);
const TABLES = new Set([
  "GetTable",
  "GetPartition",
  "GetPartitions",
  "BatchGetPartition",
  "BatchCreatePartition",
  "BatchDeletePartition",
  "BatchUpdatePartition",
]);

function ofGlue(operation: string, body: Body): AccessRequest[] {
  const action = `glue:${operation}`;
  if (CRAWLERS.has(operation)) {
    return [{ action, resource: arnOf("glue", `crawler/${body.Name ?? body.CrawlerName}`) }];
  }
  if (operation === "CreatePartitionIndex") {
    // The second is not documented: others were refused without it (https://github.com/aws/aws-cdk/pull/17998).
    return [action, "glue:UpdateTable"].flatMap((one) => onTable(one, body.DatabaseName, body.TableName));
  }
  if (TABLES.has(operation)) return onTable(action, body.DatabaseName, body.TableName ?? body.Name);
  throw unknown(`glue:${operation}`);
}

/** A call on a table needs the table, its database and the catalog. */
export function onTable(
  action: string,
  database: unknown,
  table: unknown,
  context?: Context,
): AccessRequest[] {
  return [...onDatabase(action, database, context), glue(action, `table/${database}/${table}`, context)];
}

export function onDatabase(action: string, database: unknown, context?: Context): AccessRequest[] {
  return [glue(action, "catalog", context), glue(action, `database/${database}`, context)];
}

const glue = (action: string, what: string, context?: Context): AccessRequest => ({
  action,
  resource: arnOf("glue", what),
  ...(context === undefined ? {} : { context }),
});

/** Calls on batches are authorised as those on single messages. */
const SQS: Readonly<Record<string, string>> = {
  SendMessage: "sqs:SendMessage",
  SendMessageBatch: "sqs:SendMessage",
};

function ofSqs(operation: string, { QueueUrl }: Body): AccessRequest[] {
  const action = SQS[operation];
  if (action === undefined) throw unknown(`sqs:${operation}`);
  const url = String(QueueUrl);
  return [{ action, resource: arnOf("sqs", url.slice(url.lastIndexOf("/") + 1)) }];
}

/** Query id → workgroup, of queries that were started. */
function workGroupsOf(calls: readonly WireCall[]): ReadonlyMap<unknown, string> {
  const started = calls.filter(
    (call) => headerOf(call, "x-amz-target") === "AmazonAthena.StartQueryExecution" && call.status === 200,
  );
  return new Map(
    started.map(({ body, answer }) => [JSON.parse(answer).QueryExecutionId, JSON.parse(body).WorkGroup]),
  );
}

const ON_QUERY = new Set(["GetQueryExecution", "GetQueryResults", "StopQueryExecution"]);

function ofAthena(
  operation: string,
  body: Body,
  workGroups: ReadonlyMap<unknown, string>,
  lake: LakeContents,
): AccessRequest[] {
  const action = `athena:${operation}`;
  const onWorkGroup = (name: unknown) => ({ action, resource: arnOf("athena", `workgroup/${name}`) });
  if (ON_QUERY.has(operation)) return [onWorkGroup(workGroups.get(body.QueryExecutionId))];
  if (operation !== "StartQueryExecution") throw unknown(action);
  const { Database } = body.QueryExecutionContext as { readonly Database: string };
  return [onWorkGroup(body.WorkGroup), ...ofQuery(String(body.QueryString), Database, lake)];
}

/** That it is Athena who calls is told to Glue and S3. */
const THROUGH_ATHENA: Context = { "aws:CalledVia": ["athena.amazonaws.com"] };

/**
 * What Athena does in the name of whoever asks a SELECT: it looks for the database "default", whatever a query names,
 * for tables and their partitions, and reads the objects.
 * https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html
 */
export function ofQuery(sql: string, database: string, lake: LakeContents): AccessRequest[] {
  const tables = [...sql.matchAll(/"([^"]+)"\."([^"]+)"/g)].map(([, of = "", table = ""]) => ({ of, table }));
  const databases = new Set(["default", database, ...tables.map(({ of }) => of)]);
  return [
    ...[...databases].flatMap((name) => onDatabase("glue:GetDatabase", name, THROUGH_ATHENA)),
    ...tables.flatMap(({ of, table }) => [
      ...["glue:GetTable", "glue:GetPartition", "glue:GetPartitions", "glue:BatchGetPartition"].flatMap(
        (action) => onTable(action, of, table, THROUGH_ATHENA),
      ),
      ...lake.partitions(of, table).flatMap(readByAthena),
    ]),
  ];
}

export const readByAthena = (located: Located) => readBy(located, THROUGH_ATHENA);

/** Whoever reads a folder asks where its bucket is, lists it, and reads. */
export function readBy({ bucket, prefix, key }: Located, context: Context = {}): AccessRequest[] {
  const arn = `arn:aws:s3:::${bucket}`;
  return [
    { action: "s3:GetBucketLocation", resource: arn, context },
    { action: "s3:ListBucket", resource: arn, context: { ...context, "s3:prefix": prefix } },
    { action: "s3:GetObject", resource: `${arn}/${key}`, context },
  ];
}

/** REST, by path: `/<bucket>/<key>`. */
function ofS3({ method, url, body, status }: WireCall): AccessRequest[] {
  const { pathname, searchParams: query } = new URL(url, "http://s3");
  const [, bucket = "", ...rest] = pathname.split("/").map(decodeURIComponent);
  const arn = `arn:aws:s3:::${bucket}`;
  const key = rest.join("/");
  if (key !== "") {
    const resource = `${arn}/${key}`;
    if (method === "PUT") return [{ action: "s3:PutObject", resource }];
    if (method !== "GET") throw unknown(`${method} of an object`);
    // That nothing is there is told only to who may list.
    const missing = status === 404 ? [{ action: "s3:ListBucket", resource: arn }] : [];
    return [{ action: "s3:GetObject", resource }, ...missing];
  }
  if (method === "GET" && query.has("versions")) return [{ action: "s3:ListBucketVersions", resource: arn }];
  if (method === "GET" && query.has("list-type")) return [listing(arn, query.get("prefix"))];
  if (method === "PUT" && query.has("policy")) return [{ action: "s3:PutBucketPolicy", resource: arn }];
  if (method === "POST" && query.has("delete")) return deletions(arn, body);
  throw unknown(`${method} ${url}`);
}

const listing = (resource: string, prefix: string | null): AccessRequest => ({
  action: "s3:ListBucket",
  resource,
  ...(prefix === null ? {} : { context: { "s3:prefix": prefix } }),
});

/** Each key on its own: one with a version takes another permission than one without. */
function deletions(arn: string, xml: string): AccessRequest[] {
  return [...xml.matchAll(/<Object>.*?<\/Object>/gs)].map(([object]) => {
    const key = /<Key>(.*?)<\/Key>/s.exec(object)?.[1] ?? "";
    return {
      action: object.includes("<VersionId>") ? "s3:DeleteObjectVersion" : "s3:DeleteObject",
      resource: `${arn}/${key}`,
    };
  });
}
