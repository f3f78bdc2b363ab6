import { describe, expect, test } from "@jest/globals";
import { readDeployment } from "../../deploy/deployment.ts";
import { templateOf } from "../../deploy/resources.ts";
import { validation } from "../../deploy/validation-settings.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { readScheduledRun } from "../../shared/quality/scheduled-run.ts";
import { datasets } from "../fixtures/datasets.ts";

const dev = templateOf(datasets, readDeployment({ stage: "dev", bucket: "", alarmEmail: "" })).Resources;
const existing = readDeployment({
  stage: "prod",
  bucket: "market-data-lake",
  alarmEmail: "ops@example.com",
  runbook: "https://example.com/operations.md",
});
const prod = templateOf(datasets, existing).Resources;

const properties = (id: string, resources = prod) => resources[id]!.Properties;
const named = (name: string) => datasets.find((dataset) => dataset.name === name) as DeclaredDataset;
const idsOf = (type: string, resources = prod) =>
  Object.keys(resources).filter((id) => resources[id]!.Type === type);
const arn = (rest: string) => ({ "Fn::Sub": `arn:\${AWS::Partition}:${rest}` });
const regional = (service: string, name: string) =>
  arn(`${service}:\${AWS::Region}:\${AWS::AccountId}:${name}`);
const ACCOUNT = { Ref: "AWS::AccountId" };

interface Role {
  readonly RoleName: string;
  readonly AssumeRolePolicyDocument: { readonly Statement: unknown };
  readonly Policies: readonly { readonly PolicyDocument: { readonly Statement: readonly Statement[] } }[];
}

interface Statement {
  readonly Sid: string;
  readonly Resource: unknown;
}

function roleOf(id: string, resources = prod) {
  const { RoleName, AssumeRolePolicyDocument, Policies } = properties(id, resources) as unknown as Role;
  expect(Policies).toHaveLength(1);
  return {
    RoleName,
    trust: AssumeRolePolicyDocument.Statement,
    statements: Policies[0]!.PolicyDocument.Statement,
  };
}

describe("the validate function's role", () => {
  const PREFIXES = [
    "stock-trades-platform/raw/trades/",
    "stock-trades-platform/curated/bars_5m/",
    "stock-trades-platform/curated/ml_features/",
    "stock-trades-platform/quality/check_results/",
    "stock-trades-platform/quality/",
  ];

  test("asks Athena in its workgroup, reads the datasets, writes results, tells; nothing else", () => {
    expect(roleOf("ValidateRole")).toEqual({
      RoleName: "stock-trades-partitions-prod-validate",
      trust: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
      statements: [
        {
          Sid: "WriteLogs",
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: regional("logs", "log-group:/aws/lambda/stock-trades-partitions-prod-validate:*"),
        },
        {
          Sid: "Consume",
          Effect: "Allow",
          Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
          Resource: { "Fn::GetAtt": ["ValidateQueue", "Arn"] },
        },
        {
          Sid: "TellOnBus",
          Effect: "Allow",
          Action: "events:PutEvents",
          Resource: regional("events", "event-bus/default"),
          Condition: {
            "ForAllValues:StringEquals": {
              "events:source": "stock-trades-partitions",
              "events:detail-type": "Session State Changed",
            },
          },
        },
        {
          Sid: "AskForLooks",
          Effect: "Allow",
          Action: "sqs:SendMessage",
          Resource: { "Fn::GetAtt": ["LookQueue", "Arn"] },
        },
        {
          Sid: "AskAthena",
          Effect: "Allow",
          Action: [
            "athena:StartQueryExecution",
            "athena:GetQueryExecution",
            "athena:GetQueryResults",
            "athena:StopQueryExecution",
          ],
          Resource: regional("athena", "workgroup/stock-trades-partitions-prod-validation"),
        },
        {
          Sid: "ReadCatalog",
          Effect: "Allow",
          Action: [
            "glue:GetDatabase",
            "glue:GetTable",
            "glue:GetPartition",
            "glue:GetPartitions",
            "glue:BatchGetPartition",
          ],
          Resource: [
            regional("glue", "catalog"),
            regional("glue", "database/stock_trades_raw"),
            regional("glue", "database/stock_trades_curated"),
            regional("glue", "database/stock_trades_quality"),
            regional("glue", "table/stock_trades_raw/trades"),
            regional("glue", "table/stock_trades_curated/bars_5m"),
            regional("glue", "table/stock_trades_curated/ml_features_5m"),
            regional("glue", "table/stock_trades_quality/check_results"),
          ],
        },
        {
          Sid: "SeeDefaultDatabase",
          Effect: "Allow",
          Action: "glue:GetDatabase",
          Resource: regional("glue", "database/default"),
        },
        {
          Sid: "ReadObjects",
          Effect: "Allow",
          Action: "s3:GetObject",
          Resource: [...PREFIXES, "stock-trades-platform/reconcile/drift/prod/"].map((prefix) =>
            arn(`s3:::market-data-lake/${prefix}*`),
          ),
        },
        {
          Sid: "ListObjects",
          Effect: "Allow",
          Action: "s3:ListBucket",
          Resource: arn("s3:::market-data-lake"),
          Condition: { StringLike: { "s3:prefix": PREFIXES.map((prefix) => `${prefix}*`) } },
        },
        {
          Sid: "LearnWhatIsMissing",
          Effect: "Allow",
          Action: "s3:ListBucket",
          Resource: arn("s3:::market-data-lake"),
          Condition: { Null: { "s3:prefix": "true" } },
        },
        {
          Sid: "FindBucket",
          Effect: "Allow",
          Action: "s3:GetBucketLocation",
          Resource: arn("s3:::market-data-lake"),
        },
        {
          Sid: "WriteResults",
          Effect: "Allow",
          Action: "s3:PutObject",
          Resource: arn("s3:::market-data-lake/stock-trades-platform/quality/*"),
        },
        {
          Sid: "Tell",
          Effect: "Allow",
          Action: "sns:Publish",
          Resource: [{ Ref: "QualityTopic" }, { Ref: "AlarmTopic" }],
        },
      ],
    });
  });

  test("reads the datasets that promise something, and none besides", () => {
    const { quality: _, ...plain } = named("trades");
    const other = { ...plain, name: "quotes", table: "quotes", prefix: "stock-trades-platform/raw/quotes/" };
    const { Resources } = templateOf([named("trades"), named("bars_5m"), other], existing);
    const catalogue = roleOf("ValidateRole", Resources).statements.find(({ Sid }) => Sid === "ReadCatalog");
    expect(catalogue!.Resource).toEqual([
      regional("glue", "catalog"),
      regional("glue", "database/stock_trades_raw"),
      regional("glue", "database/stock_trades_curated"),
      regional("glue", "table/stock_trades_raw/trades"),
      regional("glue", "table/stock_trades_curated/bars_5m"),
    ]);
  });
});

describe("the workgroup", () => {
  test("enforces engine 3, results that Athena keeps, and an end to queries that scan too much", () => {
    expect(properties("ValidationWorkGroup")).toEqual({
      Name: "stock-trades-partitions-prod-validation",
      Description: expect.any(String),
      State: "ENABLED",
      RecursiveDeleteOption: true,
      WorkGroupConfiguration: {
        EnforceWorkGroupConfiguration: true,
        PublishCloudWatchMetricsEnabled: true,
        RequesterPaysEnabled: false,
        BytesScannedCutoffPerQuery: validation.queryBytes,
        EngineVersion: { SelectedEngineVersion: "Athena engine version 3" },
        ManagedQueryResultsConfiguration: { Enabled: true },
      },
    });
    // Athena takes no less.
    expect(validation.queryBytes).toBeGreaterThanOrEqual(10_000_000);
    expect(validation.dailyBytes).toBeGreaterThan(validation.queryBytes);
  });
});

describe("schedules", () => {
  const schedules = (resources = prod) =>
    idsOf("AWS::Scheduler::Schedule", resources).map((id) => properties(id, resources));

  test("start the function by New York's clock, with the suite and the scheduled time", () => {
    expect(schedules().map(({ Name }) => Name)).toEqual([
      "close-15-0-america-new-york",
      "close-18-0-america-new-york",
      "nightly-comparison",
      "nightly",
      "weekly",
    ]);
    expect(schedules()[1]).toEqual({
      Name: "close-18-0-america-new-york",
      GroupName: { Ref: "ValidateScheduleGroup" },
      Description: expect.any(String),
      State: "ENABLED",
      ScheduleExpression: "cron(0 18 ? * MON,TUE,WED,THU,FRI *)",
      ScheduleExpressionTimezone: "America/New_York",
      FlexibleTimeWindow: { Mode: "OFF" },
      Target: {
        Arn: { "Fn::GetAtt": ["ValidateLambdaFunction", "Arn"] },
        RoleArn: { "Fn::GetAtt": ["ValidateScheduleRole", "Arn"] },
        Input: '{"suite":"close","time":"<aws.scheduler.scheduled-time>"}',
        RetryPolicy: { MaximumEventAgeInSeconds: 21_600, MaximumRetryAttempts: 185 },
      },
    });
  });

  test("hand over what the function reads as a run of that time", () => {
    const { Input } = schedules()[0]!.Target as { Input: string };
    const event = JSON.parse(Input.replace("<aws.scheduler.scheduled-time>", "2026-11-27T20:00:00Z"));
    expect(readScheduledRun(event)).toMatchObject({ suite: "close", asOf: Date.UTC(2026, 10, 27, 20) });
  });

  test("may invoke that function and nothing else, and only those of this stage may", () => {
    expect(properties("ValidateScheduleGroup")).toEqual({
      Name: "stock-trades-partitions-prod-validate-schedules",
    });
    expect(roleOf("ValidateScheduleRole")).toEqual({
      RoleName: "stock-trades-partitions-prod-validate-schedules",
      trust: [
        {
          Effect: "Allow",
          Principal: { Service: "scheduler.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: {
            StringEquals: { "aws:SourceAccount": ACCOUNT },
            ArnEquals: {
              "aws:SourceArn": regional(
                "scheduler",
                "schedule-group/stock-trades-partitions-prod-validate-schedules",
              ),
            },
          },
        },
      ],
      statements: [
        {
          Sid: "InvokeValidate",
          Effect: "Allow",
          Action: "lambda:InvokeFunction",
          Resource: regional("lambda", "function:stock-trades-partitions-prod-validate"),
        },
      ],
    });
  });
});

describe("the topic of quality", () => {
  test("is apart from the alarms', has the same subscriber, and refuses plain HTTP", () => {
    expect(properties("QualityTopic")).toEqual({ TopicName: "stock-trades-partitions-prod-quality" });
    expect(properties("QualitySubscription")).toMatchObject({ Endpoint: "ops@example.com" });
    expect(properties("QualityTopicPolicy").PolicyDocument).toMatchObject({
      Statement: [
        {
          Effect: "Deny",
          Principal: "*",
          Action: "sns:Publish",
          Resource: { Ref: "QualityTopic" },
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
    expect(dev).not.toHaveProperty("QualitySubscription");
  });
});

test("nothing of all this is there where no dataset promises anything", () => {
  const plain = datasets.map(({ quality: _, ...dataset }) => dataset);
  const { Resources, Outputs } = templateOf(plain, existing);
  const ids = [...Object.keys(Resources), ...Object.keys(Outputs)];
  // Views and saved queries are over the tables, which are still there.
  const own = ids.filter((id) => !/(View|Query)$/.test(id));
  expect(own.filter((id) => /Valid|Quality(?!Database)|Checks/.test(id))).toEqual([]);
  expect(JSON.stringify(Resources.Dashboard)).not.toContain("validate");
});

describe("the dashboard", () => {
  interface Widget {
    readonly type: string;
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    readonly properties: {
      readonly title?: string;
      readonly markdown?: string;
      readonly alarms?: readonly string[];
      readonly metrics?: readonly (readonly unknown[])[];
    };
  }

  function widgets(resources = prod): Widget[] {
    const { DashboardBody } = properties("Dashboard", resources) as { DashboardBody: { "Fn::Sub": string } };
    return JSON.parse(DashboardBody["Fn::Sub"]).widgets;
  }

  test("has a name for each stage, and one widget for each question", () => {
    expect(properties("Dashboard").DashboardName).toBe("stock-trades-partitions-prod-overview");
    expect(widgets().map(({ type, properties }) => properties.title ?? type)).toEqual([
      "text",
      "Alarms",
      "Messages of register, by outcome",
      "Messages of look, by outcome",
      "From put to registered",
      "From write to withdrawn verdict",
      "Waiting",
      "Sessions that are due and missing",
      "Checks",
      "What validation scans and costs",
      "Glue against S3, partitions that differ",
      "Errors and throttles",
      "Duration, p99",
    ]);
  });

  test("links to the runbook, or names it", () => {
    expect(widgets()[0]!.properties.markdown).toContain("[the runbook](https://example.com/operations.md)");
    expect(widgets(dev)[0]!.properties.markdown).toContain("`docs/operations.md`");
  });

  test("shows every alarm of the stage", () => {
    const names = idsOf("AWS::CloudWatch::Alarm").map((id) => properties(id).AlarmName);
    const shown = widgets().flatMap(({ properties }) => properties.alarms ?? []);
    expect(shown.map((text) => text.split(":alarm:").at(-1))).toEqual(names);
  });

  test("shows each validated dataset's freshness", () => {
    const freshness = widgets().find(({ properties }) => properties.title?.startsWith("Sessions"))!;
    expect(freshness.properties.metrics).toEqual(
      ["trades", "bars_5m", "ml_features_5m"].map((dataset) => [
        "PartitionRegistrar",
        "FreshnessSessions",
        ...["service", "stock-trades-partitions", "stage", "prod", "function", "validate"],
        ...["dataset", dataset, { label: dataset }],
      ]),
    );
  });

  test("fits the grid of 24 columns, without gaps or overlaps between rows", () => {
    for (const resources of [dev, prod]) {
      const rows = new Map<number, Widget[]>();
      for (const widget of widgets(resources)) rows.set(widget.y, [...(rows.get(widget.y) ?? []), widget]);
      let expected = 0;
      for (const [y, row] of rows) {
        expect(y).toBe(expected);
        expect(row.at(-1)!.x + row.at(-1)!.width).toBe(24);
        expect(row.map(({ x }) => x)).toEqual(row.map(({ width }, index) => index * width));
        expected += row[0]!.height;
      }
    }
  });
});
