import type { Dataset } from "../shared/datasets/dataset.ts";
import { crawlerName, databaseName } from "../shared/runtime/names.ts";
import { glueArn, logStreamsArn } from "./arns.ts";
import { getAtt, type Resource, type Resources } from "./cloudformation.ts";
import type { Deployment } from "./deployment.ts";
import type { EventPipeline, Named } from "./event-pipelines.ts";

/**
 * What the functions may do, and nothing else. Nothing on S3: they never read an object, and Glue records a
 * partition's Location without looking there (only a location registered with Lake Formation is checked, by
 * Lake Formation's own permissions).
 */
export function roles(pipelines: readonly EventPipeline[], { stage }: Deployment): Resources {
  return Object.fromEntries(
    pipelines.map((pipeline) => {
      const own = pipeline.consumer === "register" ? registering(pipeline, stage) : crawling(pipeline, stage);
      const statements = [
        writeLogs(pipeline.functionName),
        consume(pipeline.queue),
        park(pipeline.parking),
        ...own,
      ];
      return [pipeline.roleId, role(pipeline.functionName, LAMBDA, pipeline.consumer, statements)];
    }),
  );
}

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
const consume = (queue: Named) => ({
  Sid: "Consume",
  Effect: "Allow",
  Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
  Resource: getAtt(queue.id, "Arn"),
});

/** SendMessageBatch is authorised as SendMessage. */
const park = (parking: Named) => ({
  Sid: "Park",
  Effect: "Allow",
  Action: "sqs:SendMessage",
  Resource: getAtt(parking.id, "Arn"),
});

/**
 * A call on a table needs the table and all of its ancestors; partitions have no ARN of their own. Without a dataset
 * there is no statement: IAM refuses one on nothing.
 * https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html
 */
function registering({ datasets }: EventPipeline, stage: string): readonly object[] {
  if (datasets.length === 0) return [];
  return [
    {
      Sid: "RegisterPartitions",
      Effect: "Allow",
      Action: ["glue:GetTable", "glue:BatchGetPartition", "glue:BatchCreatePartition"],
      Resource: tablesWithAncestors(datasets, stage),
    },
  ];
}

/** The ARNs of tables, of their databases and of the catalog. */
export function tablesWithAncestors(datasets: readonly Dataset[], stage: string): readonly unknown[] {
  const databases = [...new Set(datasets.map(({ database }) => databaseName(database, stage)))];
  return [
    glueArn("catalog"),
    ...databases.map((database) => glueArn(`database/${database}`)),
    ...datasets.map(({ database, table }) => glueArn(`table/${databaseName(database, stage)}/${table}`)),
  ];
}

/**
 * Crawl requests go back to the function's own queue. All three calls on crawlers, ListCrawls too, can be limited to single ones.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsglue.html
 */
const crawling = ({ datasets, queue }: EventPipeline, stage: string): readonly object[] => [
  {
    Sid: "SendCrawlRequests",
    Effect: "Allow",
    Action: "sqs:SendMessage",
    Resource: getAtt(queue.id, "Arn"),
  },
  {
    Sid: "RunCrawlers",
    Effect: "Allow",
    Action: ["glue:GetCrawler", "glue:StartCrawler", "glue:ListCrawls"],
    Resource: datasets.map(({ name }) => glueArn(`crawler/${crawlerName(stage, name)}`)),
  },
];
