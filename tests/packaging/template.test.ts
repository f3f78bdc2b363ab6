import { beforeAll, describe, expect, test } from "@jest/globals";
import type { Resource } from "../../deploy/cloudformation.ts";
import { viewsOf } from "../../deploy/exploration/views.ts";
import { filterValue } from "../../deploy/notifications.ts";
import { readSettings, readValidateSettings } from "../../shared/runtime/settings.ts";
import { datasets } from "../fixtures/datasets.ts";
import { type CompiledTemplate, packageService } from "./packaged.ts";

let dev: CompiledTemplate;
let prod: CompiledTemplate;

beforeAll(async () => {
  [dev, prod] = (
    await Promise.all([
      packageService("--stage", "dev"),
      packageService("--stage", "prod", "--param=bucket=market-data-lake"),
    ])
  ).map(({ template }) => template) as [CompiledTemplate, CompiledTemplate];
}, 120_000);

const properties = (template: CompiledTemplate, logicalId: string) =>
  template.Resources[logicalId]!.Properties;
const types = (template: CompiledTemplate) => Object.values(template.Resources).map(({ Type }) => Type);

const ACCOUNT = { Ref: "AWS::AccountId" };
const arn = (rest: string) => ({ "Fn::Sub": `arn:\${AWS::Partition}:${rest}` });
const regional = (service: string, name: string) =>
  arn(`${service}:\${AWS::Region}:\${AWS::AccountId}:${name}`);

interface Statement {
  readonly Effect: string;
  readonly Principal: unknown;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

function statements(template: CompiledTemplate, policy: string): readonly Statement[] {
  return (properties(template, policy).PolicyDocument as { Statement: Statement[] }).Statement;
}

const PLAIN_HTTP = { Bool: { "aws:SecureTransport": "false" } };

describe("tables", () => {
  test("are Parquet tables as Athena and crawlers expect them", () => {
    expect(dev.Resources.TradesTable).toEqual({
      Type: "AWS::Glue::Table",
      Properties: {
        CatalogId: ACCOUNT,
        DatabaseName: { Ref: "StockTradesRawDatabase" },
        TableInput: {
          Name: "trades",
          TableType: "EXTERNAL_TABLE",
          Parameters: {
            classification: "parquet",
            EXTERNAL: "TRUE",
            "partition_filtering.enabled": "true",
          },
          PartitionKeys: [
            { Name: "day", Type: "string" },
            { Name: "symbol", Type: "string" },
          ],
          StorageDescriptor: {
            Location: {
              "Fn::Sub": `s3://stock-trades-partitions-dev-\${AWS::AccountId}/stock-trades-platform/raw/trades/`,
            },
            InputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
            OutputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
            SerdeInfo: {
              SerializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
              Parameters: { "serialization.format": "1" },
            },
            Columns: [
              { Name: "trade_id", Type: "bigint" },
              { Name: "ts", Type: "timestamp" },
              { Name: "price", Type: "double" },
              { Name: "size", Type: "bigint" },
              { Name: "seq_no", Type: "bigint" },
              { Name: "ingested_at", Type: "timestamp" },
            ],
          },
        },
      },
    });
  });

  test("lie in the existing bucket, in prod's databases", () => {
    expect(properties(prod, "StockTradesCuratedDatabase").DatabaseInput).toEqual({
      Name: "stock_trades_curated",
    });
    expect(properties(prod, "MlFeatures5mTable")).toMatchObject({
      DatabaseName: { Ref: "StockTradesCuratedDatabase" },
      TableInput: {
        Name: "ml_features_5m",
        PartitionKeys: [{ Name: "day", Type: "string" }],
        StorageDescriptor: { Location: "s3://market-data-lake/stock-trades-platform/curated/ml_features/" },
      },
    });
  });

  test("are one for each dataset, beside the views", () => {
    const tables = Object.values(dev.Resources).filter(({ Type }) => Type === "AWS::Glue::Table");
    const views = tables.filter(({ Properties }) => "ViewOriginalText" in (Properties.TableInput as object));
    expect(views).toHaveLength(viewsOf(datasets, "dev").length);
    expect(tables).toHaveLength(datasets.length + views.length);
  });
});

describe("an owned bucket", () => {
  test("reports what appears below each prefix, whatever its suffix, and no removal of what is kept", () => {
    const { QueueConfigurations } = properties(dev, "DataBucket").NotificationConfiguration as {
      QueueConfigurations: unknown;
    };
    const expected = datasets.map(({ prefix }) => ({
      Event: "s3:ObjectCreated:*",
      Queue: { "Fn::GetAtt": ["RegisterQueue", "Arn"] },
      Filter: { S3Key: { Rules: [{ Name: "prefix", Value: prefix }] } },
    }));
    expect(QueueConfigurations).toEqual(expected);
  });

  test("waits for the policy that lets S3 into the queue", () => {
    expect(dev.Resources.DataBucket!.DependsOn).toContain("RegisterQueuePolicy");
  });

  test("goes with the stack, and only with it: an update leaves what it would replace", () => {
    expect(dev.Resources.DataBucket).toMatchObject({
      DeletionPolicy: "Delete",
      UpdateReplacePolicy: "Retain",
    });
  });

  test("is encrypted, private, without ACLs, ends what uploads leave behind, and keeps what was removed for 30 days", () => {
    expect(properties(dev, "DataBucket")).toMatchObject({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
      LifecycleConfiguration: {
        Rules: [
          { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } },
          { Prefix: "stock-trades-platform/reconcile/", ExpirationInDays: 30 },
        ],
      },
    });
    expect(statements(dev, "DataBucketPolicy")).toMatchObject([{ Effect: "Deny", Condition: PLAIN_HTTP }]);
  });

  test("has filter values in the encoding that S3 wants", () => {
    expect(filterValue("lake/source=nyse/trades/")).toBe("lake/source%3Dnyse/trades/");
  });
});

describe("an existing bucket", () => {
  test("is not touched", () => {
    const others = Object.entries(prod.Resources).filter(
      ([logicalId]) => !logicalId.startsWith("Serverless"),
    );
    expect(others.filter(([, { Type }]) => Type.startsWith("AWS::S3::"))).toEqual([]);
  });

  test("is heard through EventBridge, and nothing is dropped on the way", () => {
    expect(prod.Resources.ObjectEventsRule).toMatchObject({
      DependsOn: ["RegisterQueuePolicy", "ParkingQueuePolicy"],
      Properties: {
        Name: "stock-trades-partitions-prod-object-events",
        State: "ENABLED",
        EventPattern: {
          source: ["aws.s3"],
          "detail-type": ["Object Created"],
          detail: {
            bucket: { name: ["market-data-lake"] },
            object: { key: datasets.map(({ prefix }) => ({ prefix })) },
          },
        },
        Targets: [
          {
            Arn: { "Fn::GetAtt": ["RegisterQueue", "Arn"] },
            DeadLetterConfig: { Arn: { "Fn::GetAtt": ["ParkingQueue", "Arn"] } },
            RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
          },
        ],
      },
    });
  });
});

describe("queues", () => {
  test("are encrypted by SQS itself: the AWS managed KMS key would stop S3 and EventBridge", () => {
    for (const template of [dev, prod]) {
      for (const queue of ["RegisterQueue", "ParkingQueue"]) {
        expect(properties(template, queue)).toMatchObject({ SqsManagedSseEnabled: true });
        expect(properties(template, queue)).not.toHaveProperty("KmsMasterKeyId");
      }
    }
  });

  test("hide a message for six function timeouts and the window, and try it for three hours at least", () => {
    const { Timeout } = properties(dev, "RegisterLambdaFunction") as { Timeout: number };
    const { MaximumBatchingWindowInSeconds } = mapping(dev) as { MaximumBatchingWindowInSeconds: number };
    const { VisibilityTimeout, RedrivePolicy } = properties(dev, "RegisterQueue") as {
      VisibilityTimeout: number;
      RedrivePolicy: { deadLetterTargetArn: unknown; maxReceiveCount: number };
    };
    expect(VisibilityTimeout).toBe(6 * Timeout + MaximumBatchingWindowInSeconds);
    expect(RedrivePolicy.deadLetterTargetArn).toEqual({ "Fn::GetAtt": ["ParkingQueue", "Arn"] });
    expect(RedrivePolicy.maxReceiveCount * VisibilityTimeout).toBeGreaterThanOrEqual(3 * 3600);
    expect((RedrivePolicy.maxReceiveCount - 1) * VisibilityTimeout).toBeLessThan(3 * 3600);
    expect(RedrivePolicy.maxReceiveCount).toBeGreaterThanOrEqual(5);
  });

  test("keep messages for 4 days, parked ones for 14, and let one queue alone redrive into parking", () => {
    expect(properties(dev, "RegisterQueue").MessageRetentionPeriod).toBe(4 * 86_400);
    expect(properties(dev, "ParkingQueue")).toMatchObject({
      MessageRetentionPeriod: 14 * 86_400,
      RedriveAllowPolicy: {
        redrivePermission: "byQueue",
        sourceQueueArns: [regional("sqs", "stock-trades-partitions-dev-register")],
      },
    });
  });

  test("refuse plain HTTP", () => {
    for (const template of [dev, prod]) {
      for (const queue of ["RegisterQueue", "ParkingQueue"]) {
        const denials = statements(template, `${queue}Policy`).filter(({ Effect }) => Effect === "Deny");
        expect(denials).toMatchObject([{ Principal: "*", Action: "sqs:*", Condition: PLAIN_HTTP }]);
      }
    }
  });

  const admitted = (template: CompiledTemplate, policy: string) =>
    statements(template, policy).filter(({ Effect }) => Effect === "Allow");

  test("admit S3 for the owned bucket of this account, and nobody else", () => {
    expect(admitted(dev, "RegisterQueuePolicy")).toEqual([
      {
        Sid: "AcceptFromBucket",
        Effect: "Allow",
        Principal: { Service: "s3.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: regional("sqs", "stock-trades-partitions-dev-register"),
        Condition: {
          ArnEquals: { "aws:SourceArn": arn(`s3:::stock-trades-partitions-dev-\${AWS::AccountId}`) },
          StringEquals: { "aws:SourceAccount": ACCOUNT },
        },
      },
    ]);
    expect(admitted(dev, "ParkingQueuePolicy")).toEqual([]);
  });

  test("admit EventBridge for the rule of the existing bucket, to both queues, and nobody else", () => {
    for (const [policy, queue] of [
      ["RegisterQueuePolicy", "stock-trades-partitions-prod-register"],
      ["ParkingQueuePolicy", "stock-trades-partitions-prod-parking"],
    ] as const) {
      expect(admitted(prod, policy)).toMatchObject([
        {
          Principal: { Service: "events.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: regional("sqs", queue),
          Condition: {
            ArnEquals: {
              "aws:SourceArn": regional("events", "rule/stock-trades-partitions-prod-object-events"),
            },
            StringEqualsIfExists: { "aws:SourceAccount": ACCOUNT },
          },
        },
      ]);
    }
  });
});

const mapping = (template: CompiledTemplate) =>
  properties(template, "RegisterEventSourceMappingSQSRegisterQueue");

describe("the register function", () => {
  test("is fed in batches of what 6 MB hold, and returns only the messages that failed", () => {
    expect(mapping(dev)).toEqual({
      BatchSize: 3000,
      MaximumBatchingWindowInSeconds: 1,
      EventSourceArn: { "Fn::GetAtt": ["RegisterQueue", "Arn"] },
      FunctionName: { "Fn::GetAtt": ["RegisterLambdaFunction", "Arn"] },
      Enabled: true,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      ScalingConfig: { MaximumConcurrency: 5 },
    });
    expect(properties(dev, "RegisterLambdaFunction")).not.toHaveProperty("ReservedConcurrentExecutions");
  });

  test("runs on a live Node.js, on arm64, with a log that ends after 30 days", () => {
    expect(properties(dev, "RegisterLambdaFunction")).toMatchObject({
      FunctionName: "stock-trades-partitions-dev-register",
      Handler: "functions/register.handler",
      Runtime: "nodejs24.x",
      Architectures: ["arm64"],
      Role: { "Fn::GetAtt": ["RegisterRole", "Arn"] },
    });
    expect(properties(dev, "RegisterLogGroup")).toEqual({
      LogGroupName: "/aws/lambda/stock-trades-partitions-dev-register",
      RetentionInDays: 30,
    });
    expect(types(dev)).not.toContain("AWS::Lambda::Version");
  });

  test("has in its environment what its settings need, and the log level", () => {
    const { Variables } = properties(prod, "RegisterLambdaFunction").Environment as {
      Variables: Record<string, unknown>;
    };
    expect(Variables).toEqual({
      STAGE: "prod",
      BUCKET: "market-data-lake",
      PARKING_QUEUE_URL: { Ref: "ParkingQueue" },
      LOOK_QUEUE_URL: { Ref: "LookQueue" },
      LOG_LEVEL: "INFO",
    });
    const deployed = {
      STAGE: "prod",
      BUCKET: "market-data-lake",
      PARKING_QUEUE_URL: "https://sqs.test/1/parking",
    };
    expect(readSettings(deployed)).toMatchObject({ stage: "prod", bucket: "market-data-lake" });
    for (const name of Object.keys(deployed)) {
      expect(() => readSettings({ ...deployed, [name]: "" })).toThrow(`${name} is not set`);
    }
  });

  test("may write its own log, empty its queue, park, and register partitions of its tables; nothing else", () => {
    const { Policies, ManagedPolicyArns } = properties(prod, "RegisterRole") as {
      Policies: { PolicyDocument: { Statement: Statement[] } }[];
      ManagedPolicyArns?: unknown;
    };
    expect(ManagedPolicyArns).toBeUndefined();
    expect(Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)).toMatchObject([
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: regional("logs", "log-group:/aws/lambda/stock-trades-partitions-prod-register:*"),
      },
      {
        Effect: "Allow",
        Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
        Resource: { "Fn::GetAtt": ["RegisterQueue", "Arn"] },
      },
      {
        Effect: "Allow",
        Action: "sqs:SendMessage",
        Resource: { "Fn::GetAtt": ["ParkingQueue", "Arn"] },
      },
      {
        Effect: "Allow",
        Action: ["glue:GetTable", "glue:BatchGetPartition", "glue:BatchCreatePartition"],
        Resource: [
          regional("glue", "catalog"),
          regional("glue", "database/stock_trades_raw"),
          regional("glue", "database/stock_trades_curated"),
          regional("glue", "database/stock_trades_quality"),
          regional("glue", "table/stock_trades_raw/trades"),
          regional("glue", "table/stock_trades_curated/bars_5m"),
          regional("glue", "table/stock_trades_curated/ml_features_5m"),
          regional("glue", "table/stock_trades_quality/check_results"),
          regional("glue", "table/stock_trades_quality/session_changes"),
        ],
      },
      {
        Effect: "Allow",
        Action: "sqs:SendMessage",
        Resource: { "Fn::GetAtt": ["LookQueue", "Arn"] },
      },
    ]);
  });
});

describe("the validate function", () => {
  test("may take as long as Lambda allows, is tried thrice in all, and tells when that was in vain", () => {
    expect(properties(prod, "ValidateLambdaFunction")).toMatchObject({
      FunctionName: "stock-trades-partitions-prod-validate",
      Handler: "functions/validate.handler",
      Runtime: "nodejs24.x",
      Architectures: ["arm64"],
      Timeout: 900,
      MemorySize: 1024,
      Role: { "Fn::GetAtt": ["ValidateRole", "Arn"] },
    });
    expect(properties(prod, "ValidateLambdaEvConf")).toEqual({
      FunctionName: { Ref: "ValidateLambdaFunction" },
      Qualifier: "$LATEST",
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: { Destination: { Ref: "AlarmTopic" } } },
    });
  });

  test("has in its environment what its settings need, and the log level", () => {
    const { Variables } = properties(prod, "ValidateLambdaFunction").Environment as { Variables: object };
    expect(Variables).toEqual({
      STAGE: "prod",
      BUCKET: "market-data-lake",
      QUALITY_TOPIC_ARN: { Ref: "QualityTopic" },
      EVENT_BUS: "default",
      LOOK_QUEUE_URL: { Ref: "LookQueue" },
      LOG_LEVEL: "INFO",
    });
    const missing = Object.keys(Variables).filter((name) => name !== "LOG_LEVEL");
    for (const name of missing) expect(() => readValidateSettings({})).toThrow(`${name} is not set`);
  });
});

test("the deployment bucket is encrypted and private", () => {
  expect(properties(dev, "ServerlessDeploymentBucket")).toMatchObject({
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
    },
    PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
  });
});

test("outputs say where the bucket, the queues and the tables are", () => {
  const values = Object.entries(prod.Outputs).map(([name, { Value }]) => [name, Value]);
  expect(Object.fromEntries(values)).toMatchObject({
    BucketName: "market-data-lake",
    RegisterQueueUrl: { Ref: "RegisterQueue" },
    ParkingQueueUrl: { Ref: "ParkingQueue" },
    AlarmTopicArn: { Ref: "AlarmTopic" },
    QualityTopicArn: { Ref: "QualityTopic" },
    ValidationWorkGroupName: "stock-trades-partitions-prod-validation",
    TradesTableName: "stock_trades_raw.trades",
    Bars5mTableName: "stock_trades_curated.bars_5m",
    MlFeatures5mTableName: "stock_trades_curated.ml_features_5m",
    CheckResultsTableName: "stock_trades_quality.check_results",
    SessionChangesTableName: "stock_trades_quality.session_changes",
  });
});

test("nothing refers to a resource that is not there", () => {
  for (const template of [dev, prod]) {
    const known = new Set(Object.keys(template.Resources));
    expect([...references(template)].filter((logicalId) => !known.has(logicalId))).toEqual([]);
  }
});

function* references(template: CompiledTemplate): Generator<string> {
  for (const { DependsOn = [] } of Object.values<Resource>(template.Resources)) yield* DependsOn;
  const text = JSON.stringify(template);
  for (const [, logicalId] of text.matchAll(/\{"(?:Ref":|Fn::GetAtt":\[)"(\w+)"/g)) yield logicalId!;
}
