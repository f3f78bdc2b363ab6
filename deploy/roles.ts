import type { Dataset } from "../shared/dataset.ts";
import { databaseName, registerFunctionName } from "../shared/names.ts";
import { glueArn, logStreamsArn } from "./arns.ts";
import { getAtt, type Resources } from "./cloudformation.ts";
import type { Deployment } from "./deployment.ts";

/**
 * What the register function may do, and nothing else. Nothing on S3: it never reads an object, and Glue records a
 * partition's Location without looking there (only a location registered with Lake Formation is checked, by
 * Lake Formation's own permissions).
 */
export function roles(datasets: readonly Dataset[], { stage }: Deployment): Resources {
  const name = registerFunctionName(stage);
  return {
    RegisterRole: {
      Type: "AWS::IAM::Role",
      Properties: {
        RoleName: name,
        AssumeRolePolicyDocument: {
          Version: "2012-10-17",
          Statement: [
            { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
          ],
        },
        Policies: [
          {
            PolicyName: "register",
            PolicyDocument: {
              Version: "2012-10-17",
              Statement: [writeLogs(name), consume, park, catalogue(datasets, stage)],
            },
          },
        ],
      },
    },
  };
}

/** The log group itself belongs to the template. The ARN ends in ":*" because streams get their names at run time. */
const writeLogs = (functionName: string) => ({
  Sid: "WriteLogs",
  Effect: "Allow",
  Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
  Resource: logStreamsArn(functionName),
});

/** What the event source mapping does in the function's name. */
const consume = {
  Sid: "Consume",
  Effect: "Allow",
  Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
  Resource: getAtt("RegisterQueue", "Arn"),
};

/** SendMessageBatch is authorised as SendMessage. */
const park = {
  Sid: "Park",
  Effect: "Allow",
  Action: "sqs:SendMessage",
  Resource: getAtt("ParkingQueue", "Arn"),
};

/**
 * A call on a table needs the table and all of its ancestors; partitions have no ARN of their own.
 * https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html
 */
function catalogue(datasets: readonly Dataset[], stage: string) {
  const databases = [...new Set(datasets.map(({ database }) => databaseName(database, stage)))];
  return {
    Sid: "RegisterPartitions",
    Effect: "Allow",
    Action: ["glue:GetTable", "glue:BatchGetPartition", "glue:BatchCreatePartition"],
    Resource: [
      glueArn("catalog"),
      ...databases.map((database) => glueArn(`database/${database}`)),
      ...datasets.map(({ database, table }) => glueArn(`table/${databaseName(database, stage)}/${table}`)),
    ],
  };
}
