import type { Dataset } from "../shared/datasets/dataset.ts";
import { FINDINGS_PREFIX } from "../shared/file-checks/file-finding.ts";
import { crawlerName } from "../shared/runtime/names.ts";
import { bucketArn, glueArn, logStreamsArn, objectsArn } from "./arns.ts";
import { getAtt, type Resource, type Resources } from "./cloudformation.ts";
import type { Deployment } from "./deployment.ts";
import { deregistering } from "./deregister-role.ts";
import type { EventPipeline, Named } from "./event-pipelines.ts";
import { tablesWithAncestors } from "./table-arns.ts";

/**
 * What the functions may do, and nothing else. Those that register and crawl have nothing on S3: they never read an object, and
 * Glue records a partition's Location without looking there (only a location registered with Lake Formation is checked,
 * by Lake Formation's own permissions).
 */
export function roles(pipelines: readonly EventPipeline[], deployment: Deployment): Resources {
  return Object.fromEntries(
    pipelines.map((pipeline) => {
      const statements = [
        writeLogs(pipeline.functionName),
        consume(pipeline.queue),
        park(pipeline.parking),
        ...OWN[pipeline.consumer](pipeline, deployment, pipelines),
      ];
      return [pipeline.roleId, role(pipeline.functionName, LAMBDA, pipeline.consumer, statements)];
    }),
  );
}

const OWN = {
  register: registering,
  crawl: crawling,
  deregister: deregistering,
  guard: guarding,
} as const;

/** A service that assumes a role, and under which condition it may. */
export interface Trusted {
  readonly service: "lambda" | "glue" | "scheduler";
  readonly condition?: object;
}

export const LAMBDA: Trusted = { service: "lambda" };

/** A role with one inline policy, for a service to assume. */
export function role(
  RoleName: string,
  { service, condition }: Trusted,
  PolicyName: string,
  Statement: readonly object[],
): Resource {
  const trusted = {
    Effect: "Allow",
    Principal: { Service: `${service}.amazonaws.com` },
    Action: "sts:AssumeRole",
    ...(condition === undefined ? {} : { Condition: condition }),
  };
  return {
    Type: "AWS::IAM::Role",
    Properties: {
      RoleName,
      AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [trusted] },
      Policies: [{ PolicyName, PolicyDocument: { Version: "2012-10-17", Statement } }],
    },
  };
}

/** The log group itself belongs to the template. The ARN ends in ":*" because streams get their names at run time. */
export const writeLogs = (functionName: string) => ({
  Sid: "WriteLogs",
  Effect: "Allow",
  Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
  Resource: logStreamsArn(functionName),
});

/** What the event source mapping does in the function's name. */
export const consume = (queue: Named) => ({
  Sid: "Consume",
  Effect: "Allow",
  Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
  Resource: getAtt(queue.id, "Arn"),
});

/** SendMessageBatch is authorised as SendMessage. */
const send = (Sid: string, queue: Named) => ({
  Sid,
  Effect: "Allow",
  Action: "sqs:SendMessage",
  Resource: getAtt(queue.id, "Arn"),
});

const park = (parking: Named) => send("Park", parking);

/**
 * A call on a table needs the table and all of its ancestors; partitions have no ARN of their own. Without a dataset
 * there is no statement: IAM refuses one on nothing.
 * https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html
 */
function registering({ datasets, guard }: EventPipeline, { stage }: Deployment): readonly object[] {
  return [
    ...(datasets.length === 0 ? [] : [registerPartitions(datasets, stage)]),
    ...(guard === undefined ? [] : [send("SendFileChecks", guard.queue)]),
  ];
}

const registerPartitions = (datasets: readonly Dataset[], stage: string) => ({
  Sid: "RegisterPartitions",
  Effect: "Allow",
  Action: ["glue:GetTable", "glue:BatchGetPartition", "glue:BatchCreatePartition"],
  Resource: tablesWithAncestors(datasets, stage),
});

/**
 * Reads files of guarded datasets, registers their partitions, and keeps what it found. It looks for another file of a
 * partition if the first is gone, of which S3 tells only who may list the bucket.
 */
function guarding({ guard }: EventPipeline, { stage, bucket }: Deployment): readonly object[] {
  const { datasets } = guard!;
  const prefixes = datasets.map(({ prefix }) => prefix);
  return [
    registerPartitions(datasets, stage),
    {
      // The objects' names are not known beforehand, hence the "*" behind each prefix.
      Sid: "ReadObjects",
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: prefixes.map((prefix) => objectsArn(bucket, prefix)),
    },
    {
      Sid: "ListObjects",
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: bucketArn(bucket),
      Condition: { StringLike: { "s3:prefix": prefixes.map((prefix) => `${prefix}*`) } },
    },
    {
      // A request for an object has no prefix. Besides, this allows to list without one: names of keys.
      Sid: "LearnWhatIsMissing",
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: bucketArn(bucket),
      Condition: { Null: { "s3:prefix": "true" } },
    },
    {
      Sid: "WriteFindings",
      Effect: "Allow",
      Action: "s3:PutObject",
      Resource: objectsArn(bucket, FINDINGS_PREFIX),
    },
  ];
}

/**
 * Crawl requests go back to the function's own queue. All three calls on crawlers, ListCrawls too, can be limited to single ones.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsglue.html
 */
function crawling({ datasets, queue }: EventPipeline, { stage }: Deployment): readonly object[] {
  return [
    send("SendCrawlRequests", queue),
    {
      Sid: "RunCrawlers",
      Effect: "Allow",
      Action: ["glue:GetCrawler", "glue:StartCrawler", "glue:ListCrawls"],
      Resource: datasets.map(({ name }) => glueArn(`crawler/${crawlerName(stage, name)}`)),
    },
  ];
}
