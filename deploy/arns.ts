import { ref, sub } from "./cloudformation.ts";

/**
 * ARNs built from names. Never by GetAtt where a policy needs them: the bucket waits for the queue's policy and the
 * policy names the bucket, which by GetAtt would be a circle that CloudFormation refuses.
 */

export const accountId = ref("AWS::AccountId");

/** The stack's own ARN. No other stack ever has it, not even one of the same name. */
export const stackId = ref("AWS::StackId");

export const queueArn = (name: string) =>
  sub(`arn:\${AWS::Partition}:sqs:\${AWS::Region}:\${AWS::AccountId}:${name}`);

export const ruleArn = (name: string) =>
  sub(`arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}:rule/${name}`);

export const eventBusArn = (name: string) =>
  sub(`arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}:event-bus/${name}`);

/** For a text that goes through Fn::Sub as a whole. */
export const alarmArnText = (name: string) =>
  `arn:\${AWS::Partition}:cloudwatch:\${AWS::Region}:\${AWS::AccountId}:alarm:${name}`;

export const alarmArn = (name: string) => sub(alarmArnText(name));

export const functionArn = (name: string) =>
  sub(`arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:${name}`);

export const scheduleGroupArn = (name: string) =>
  sub(`arn:\${AWS::Partition}:scheduler:\${AWS::Region}:\${AWS::AccountId}:schedule-group/${name}`);

export const workGroupArn = (name: string) =>
  sub(`arn:\${AWS::Partition}:athena:\${AWS::Region}:\${AWS::AccountId}:workgroup/${name}`);

/** The Glue Data Catalog of the account, as Athena names it. */
export const dataCatalogArn = sub(
  `arn:\${AWS::Partition}:athena:\${AWS::Region}:\${AWS::AccountId}:datacatalog/AwsDataCatalog`,
);

/** What a function may write to: the streams of its own log group. */
export const logStreamsArn = (functionName: string) =>
  sub(
    `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/aws/lambda/${functionName}:*`,
  );

/** `bucket` may itself hold `${AWS::AccountId}`. */
export const bucketArn = (bucket: string) => sub(`arn:\${AWS::Partition}:s3:::${bucket}`);

export const objectsArn = (bucket: string, prefix = "") =>
  sub(`arn:\${AWS::Partition}:s3:::${bucket}/${prefix}*`);

/** `what` is "catalog", "database/<name>", "table/<database>/<name>" or "crawler/<name>". */
export const glueArn = (what: string) =>
  sub(`arn:\${AWS::Partition}:glue:\${AWS::Region}:\${AWS::AccountId}:${what}`);

/** Where Glue's crawlers log, and below it. */
export const crawlerLogsArn = sub(
  `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/aws-glue/crawlers*`,
);
