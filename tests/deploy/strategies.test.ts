import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { readDeployment } from "../../deploy/deployment.ts";
import { delivery } from "../../deploy/queue-delivery.ts";
import { templateOf } from "../../deploy/resources.ts";
import { excludedBy } from "../../emulator/parts.ts";
import { notData } from "../../shared/datasets/data-files.ts";
import type { Strategy } from "../../shared/datasets/dataset.ts";
import { place } from "../../shared/datasets/placing.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { law } from "../support/law.ts";
import { CORPUS } from "../support/object-corpus.ts";
import { strategies } from "./strategies.ts";

const dev = readDeployment({ stage: "dev", bucket: "", alarmEmail: "" });
const prod = readDeployment({ stage: "prod", bucket: "market-data-lake", alarmEmail: "" });

const owned = templateOf(strategies, dev).Resources;
const existing = templateOf(strategies, prod).Resources;

const named = (name: string) => strategies.find((dataset) => dataset.name === name) as DeclaredDataset;
const idsOf = (resources: typeof owned, type: string) =>
  Object.keys(resources).filter((id) => resources[id]!.Type === type);
const arn = (rest: string) => ({ "Fn::Sub": `arn:\${AWS::Partition}:${rest}` });
const regional = (service: string, name: string) =>
  arn(`${service}:\${AWS::Region}:\${AWS::AccountId}:${name}`);
const arnOf = (id: string) => ({ "Fn::GetAtt": [id, "Arn"] });

describe("a dataset's strategy", () => {
  test.each([
    [
      "register",
      "trades",
      [
        "TradesALookAtTheLatestSessionQuery",
        "TradesFilesOfTheLatestSessionQuery",
        "TradesLast5SessionsView",
        "TradesLatestSessionView",
        "TradesTable",
      ],
    ],
    ["crawl, its folder named as its table", "quotes", ["QuotesCrawler", "QuotesCrawlerRole"]],
    [
      "crawl, its folder named otherwise",
      "features",
      ["FeaturesCrawler", "FeaturesCrawlerRole", "FeaturesTable"],
    ],
    ["project", "ticks", ["TicksTable"]],
  ])("%s: %s has these resources", (_, name, expected) => {
    const alone = templateOf([named(name)], dev).Resources;
    const own = Object.keys(alone).filter((id) => id.toLowerCase().startsWith(name));
    expect(own.sort()).toEqual(expected);
  });

  test.each<[string, Strategy, string[]]>([
    ["quotes", "register", ["RegisterQueue", "ParkingQueue", "ReconcileQueue", "ReconcileDeadLetterQueue"]],
    ["quotes", "crawl", ["RegisterQueue", "ParkingQueue", "CrawlQueue", "CrawlParkingQueue"]],
    ["ticks", "project", ["RegisterQueue", "ParkingQueue"]],
  ])("%s by %s has these queues", (name, strategy, queues) => {
    const columns = [{ name: "price", type: "double" }];
    const alone = templateOf([{ ...named(name), strategy, columns }], dev).Resources;
    expect(idsOf(alone, "AWS::SQS::Queue")).toEqual(queues);
  });
});

describe("events", () => {
  test("of new objects in an owned bucket go to the queue of the dataset's strategy, those of projected datasets nowhere", () => {
    const { NotificationConfiguration } = owned.DataBucket!.Properties as {
      NotificationConfiguration: {
        QueueConfigurations: { Queue: unknown; Filter: { S3Key: { Rules: [{ Value: string }] } } }[];
      };
    };
    const routes = NotificationConfiguration.QueueConfigurations.map(({ Queue, Filter }) => [
      Filter.S3Key.Rules[0].Value,
      Queue,
    ]);
    expect(routes).toEqual(
      [
        ["lake/trades/", "RegisterQueue"],
        ["lake/quotes/", "CrawlQueue"],
        ["bars_5m/", "CrawlQueue"],
        ["lake/features/", "CrawlQueue"],
      ].map(([prefix, queue]) => [prefix, arnOf(queue!)]),
    );
    expect(owned.DataBucket!.DependsOn).toEqual(["RegisterQueuePolicy", "CrawlQueuePolicy"]);
  });

  test("of an existing bucket come by one rule for each strategy that wants them", () => {
    const rules = idsOf(existing, "AWS::Events::Rule").map((id) => existing[id]!);
    expect(rules).toMatchObject([
      {
        DependsOn: ["RegisterQueuePolicy", "ParkingQueuePolicy"],
        Properties: {
          Name: "stock-trades-partitions-prod-object-events",
          EventPattern: { detail: { object: { key: [{ prefix: "lake/trades/" }] } } },
          Targets: [{ Id: "register", Arn: arnOf("RegisterQueue") }],
        },
      },
      {
        DependsOn: ["CrawlQueuePolicy", "CrawlParkingQueuePolicy"],
        Properties: {
          Name: "stock-trades-partitions-prod-crawl-events",
          EventPattern: {
            detail: {
              object: { key: ["lake/quotes/", "bars_5m/", "lake/features/"].map((prefix) => ({ prefix })) },
            },
          },
          Targets: [
            {
              Id: "crawl",
              Arn: arnOf("CrawlQueue"),
              DeadLetterConfig: { Arn: arnOf("CrawlParkingQueue") },
              RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
            },
          ],
        },
      },
    ]);
  });

  test.each<[string, string[]]>([
    ["trades", ["ObjectEventsRule"]],
    ["quotes", ["CrawlEventsRule"]],
    ["ticks", []],
  ])("of %s alone come by %j", (name, rules) => {
    const alone = templateOf([named(name)], prod).Resources;
    expect(idsOf(alone, "AWS::Events::Rule")).toEqual(rules);
  });

  test("are admitted into the queues that they go to, and into no other", () => {
    const admitted = (resources: typeof owned) =>
      idsOf(resources, "AWS::SQS::QueuePolicy").filter((id) => {
        const { PolicyDocument } = resources[id]!.Properties as {
          PolicyDocument: { Statement: { Effect: string }[] };
        };
        return PolicyDocument.Statement.some(({ Effect }) => Effect === "Allow");
      });
    const [register, crawl] = [["RegisterQueuePolicy"], ["CrawlQueuePolicy"]];
    expect(admitted(owned)).toEqual([...register, ...crawl]);
    expect(admitted(existing)).toEqual([
      ...register,
      "ParkingQueuePolicy",
      ...crawl,
      "CrawlParkingQueuePolicy",
    ]);
    expect(admitted(templateOf([named("quotes")], dev).Resources)).toEqual(crawl);
    expect(admitted(templateOf([named("ticks")], prod).Resources)).toEqual([]);
  });
});

describe("the crawl queue", () => {
  test("hides, keeps and gives up messages as the register queue does", () => {
    const { QueueName: _, RedrivePolicy: registerRedrive, ...register } = owned.RegisterQueue!.Properties;
    const { QueueName, RedrivePolicy, ...crawl } = owned.CrawlQueue!.Properties;
    expect(QueueName).toBe("stock-trades-partitions-dev-crawl");
    expect(crawl).toEqual(register);
    expect(RedrivePolicy).toEqual({
      ...(registerRedrive as object),
      deadLetterTargetArn: arnOf("CrawlParkingQueue"),
    });
    expect(owned.CrawlParkingQueue!.Properties).toMatchObject({
      QueueName: "stock-trades-partitions-dev-crawl-parking",
      MessageRetentionPeriod: delivery.parkingRetention,
      RedriveAllowPolicy: { sourceQueueArns: [regional("sqs", "stock-trades-partitions-dev-crawl")] },
    });
  });
});

interface Crawler {
  readonly Targets: { readonly S3Targets: readonly [{ readonly Exclusions: readonly string[] }] };
  readonly Configuration: { readonly CrawlerOutput: object };
}

/** With its Configuration read; what is typed is what the tests look into. */
function crawler(name: string, resources = owned): Crawler {
  const { Configuration, ...properties } = resources[`${name}Crawler`]!.Properties;
  return { ...properties, Configuration: JSON.parse(String(Configuration)) } as unknown as Crawler;
}

describe("a crawler", () => {
  test("of a folder that is named as the table owns the table, adds columns and deletes nothing", () => {
    expect(crawler("Quotes", existing)).toEqual({
      Name: "stock-trades-partitions-prod-crawler-quotes",
      Description: "Keeps the partitions of the dataset quotes; started by events",
      Role: arnOf("QuotesCrawlerRole"),
      DatabaseName: { Ref: "RawDatabase" },
      Targets: {
        S3Targets: [{ Path: "s3://market-data-lake/lake/quotes/", Exclusions: expect.any(Array) }],
      },
      RecrawlPolicy: { RecrawlBehavior: "CRAWL_EVERYTHING" },
      SchemaChangePolicy: { UpdateBehavior: "UPDATE_IN_DATABASE", DeleteBehavior: "LOG" },
      Configuration: {
        Version: 1,
        CrawlerOutput: {
          Partitions: { AddOrUpdateBehavior: "InheritFromTable" },
          Tables: { AddOrUpdateBehavior: "MergeNewColumns" },
        },
        Grouping: { TableGroupingPolicy: "CombineCompatibleSchemas", TableLevelConfiguration: 3 },
        CreatePartitionIndex: false,
      },
    });
  });

  test("that looks into new folders only changes no column, and runs by its schedule besides", () => {
    expect(crawler("Bars5m")).toMatchObject({
      RecrawlPolicy: { RecrawlBehavior: "CRAWL_NEW_FOLDERS_ONLY" },
      SchemaChangePolicy: { UpdateBehavior: "LOG", DeleteBehavior: "LOG" },
      Schedule: { ScheduleExpression: "cron(15 22 ? * MON-FRI *)" },
      // The bucket is level 1, and the prefix one folder.
      Configuration: { Grouping: { TableLevelConfiguration: 2 } },
    });
    expect(crawler("Bars5m").Configuration.CrawlerOutput).not.toHaveProperty("Tables");
  });

  test("of a folder that is named otherwise adds partitions to the template's table, and leaves its columns", () => {
    expect(crawler("Features")).toEqual({
      Name: "stock-trades-partitions-dev-crawler-features",
      Description: "Keeps the partitions of the dataset features; started by events",
      Role: arnOf("FeaturesCrawlerRole"),
      DatabaseName: { Ref: "CuratedDatabase" },
      Targets: { CatalogTargets: [{ DatabaseName: { Ref: "CuratedDatabase" }, Tables: ["features_5m"] }] },
      RecrawlPolicy: { RecrawlBehavior: "CRAWL_EVERYTHING" },
      SchemaChangePolicy: { UpdateBehavior: "LOG", DeleteBehavior: "LOG" },
      Configuration: {
        Version: 1,
        CrawlerOutput: { Partitions: { AddOrUpdateBehavior: "InheritFromTable" } },
        CreatePartitionIndex: false,
      },
    });
    expect(owned.FeaturesCrawler!.DependsOn).toEqual(["FeaturesTable"]);
  });

  describe("leaves out what the functions ignore by its name", () => {
    const [{ Exclusions }] = crawler("Quotes").Targets.S3Targets;
    const isLeftOut = excludedBy(Exclusions);

    // A crawler passes over folder keys and empty objects by itself.
    test.each(CORPUS.filter(({ ignored }) => ignored !== "folder key"))(
      "as with $path: $ignored",
      (object) => {
        const below = `day=2026-11-20/${object.path}`;
        expect(isLeftOut(below)).toBe(object.ignored !== undefined);
        expect(place(named("quotes"), "b", `lake/quotes/${below}`, 1).kind === "ignored").toBe(
          isLeftOut(below),
        );
      },
    );

    test.each([
      "_delta_log/0.parquet",
      "_delta_log/day=2026-11-20/0",
      "day=2026-11-20_$folder$",
      "manifest",
      "a.json.gz",
    ])("%s, above the last key", (below) => {
      expect(isLeftOut(below)).toBe(true);
      expect(place(named("quotes"), "b", `lake/quotes/${below}`, 1).kind).toBe("ignored");
    });

    const piece = fc.constantFrom(
      "a",
      "b.c",
      "csv",
      "gz",
      "parquet",
      "manifest",
      "json",
      ".",
      "..",
      "/",
      "_",
      "TMP",
    );
    law(
      "and of any name made of such words",
      fc.property(fc.array(piece, { minLength: 1, maxLength: 7 }), (pieces) => {
        const name = pieces.join("");
        return name.endsWith("/") || isLeftOut(name) === (notData(name, 1) !== undefined);
      }),
    );

    test("in globs of groups that are not nested", () => {
      for (const glob of Exclusions) expect(glob).toMatch(/^([^{}]|\{[^{}]+\})+$/);
    });
  });

  test("whose role would have too long a name is refused with every other problem", () => {
    const long = { ...named("quotes"), name: "quotes_of_all_the_exchanges_there_are" };
    expect(() => templateOf([long], prod)).toThrow(
      [
        "The datasets do not fit into one template:",
        "  - dataset quotes_of_all_the_exchanges_there_are: the role " +
          "stock-trades-partitions-prod-crawler-quotes_of_all_the_exchanges_there_are has 74 characters, IAM takes 64; " +
          "shorten the dataset's or the stage's name by 10",
      ].join("\n"),
    );
    expect(() => templateOf([{ ...long, strategy: "register" }], prod)).not.toThrow();
  });
});

interface Role {
  readonly RoleName: string;
  readonly AssumeRolePolicyDocument: { readonly Statement: unknown };
  readonly Policies: readonly { readonly PolicyDocument: { readonly Statement: unknown } }[];
}

function roleOf(id: string, resources = existing) {
  const { RoleName, AssumeRolePolicyDocument, Policies } = resources[id]!.Properties as unknown as Role;
  expect(Policies).toHaveLength(1);
  return {
    RoleName,
    trust: AssumeRolePolicyDocument.Statement,
    statements: Policies[0]!.PolicyDocument.Statement,
  };
}

describe("the role", () => {
  test("of the crawl function: its log, its queues, its crawlers; nothing else", () => {
    const crawlerArns = ["quotes", "bars_5m", "features"].map((name) =>
      regional("glue", `crawler/stock-trades-partitions-prod-crawler-${name}`),
    );
    expect(roleOf("CrawlRole")).toEqual({
      RoleName: "stock-trades-partitions-prod-crawl",
      trust: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
      statements: [
        {
          Sid: "WriteLogs",
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: regional("logs", "log-group:/aws/lambda/stock-trades-partitions-prod-crawl:*"),
        },
        {
          Sid: "Consume",
          Effect: "Allow",
          Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
          Resource: arnOf("CrawlQueue"),
        },
        { Sid: "Park", Effect: "Allow", Action: "sqs:SendMessage", Resource: arnOf("CrawlParkingQueue") },
        {
          Sid: "SendCrawlRequests",
          Effect: "Allow",
          Action: "sqs:SendMessage",
          Resource: arnOf("CrawlQueue"),
        },
        {
          Sid: "RunCrawlers",
          Effect: "Allow",
          Action: ["glue:GetCrawler", "glue:StartCrawler", "glue:ListCrawls"],
          Resource: crawlerArns,
        },
      ],
    });
  });

  const WRITES = [
    "glue:UpdateTable",
    "glue:GetPartition",
    "glue:GetPartitions",
    "glue:BatchGetPartition",
    "glue:CreatePartition",
    "glue:BatchCreatePartition",
    "glue:UpdatePartition",
    "glue:BatchUpdatePartition",
  ];
  const READS = ["glue:GetDatabase", "glue:GetTable", "glue:GetTables"];

  test.each([
    ["quotes", "Quotes", "raw", "quotes", [...READS, "glue:CreateTable", ...WRITES]],
    ["features", "Features", "curated", "features_5m", [...READS, ...WRITES]],
  ])("of the crawler of %s: its prefix, its one table, the log; nothing else", (...row) => {
    const [name, id, database, table, actions] = row;
    expect(roleOf(`${id}CrawlerRole`)).toEqual({
      RoleName: `stock-trades-partitions-prod-crawler-${name}`,
      trust: [
        {
          Effect: "Allow",
          Principal: { Service: "glue.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: { StringEqualsIfExists: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } },
        },
      ],
      statements: [
        {
          Sid: "ReadObjects",
          Effect: "Allow",
          Action: "s3:GetObject",
          Resource: arn(`s3:::market-data-lake/lake/${name}/*`),
        },
        {
          Sid: "ListObjects",
          Effect: "Allow",
          Action: "s3:ListBucket",
          Resource: arn("s3:::market-data-lake"),
          Condition: { StringLike: { "s3:prefix": [`lake/${name}`, `lake/${name}/*`] } },
        },
        {
          Sid: "FindBucket",
          Effect: "Allow",
          Action: "s3:GetBucketLocation",
          Resource: arn("s3:::market-data-lake"),
        },
        {
          Sid: "WriteTable",
          Effect: "Allow",
          Action: actions,
          Resource: [
            regional("glue", "catalog"),
            regional("glue", `database/${database}`),
            regional("glue", `table/${database}/${table}`),
          ],
        },
        {
          Sid: "WriteLogs",
          Effect: "Allow",
          Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: regional("logs", "log-group:/aws-glue/crawlers*"),
        },
      ],
    });
  });

  test("of the register function is on registered datasets alone, and on no table if there are none", () => {
    const catalogue = (datasets: readonly DeclaredDataset[]) => {
      const { statements } = roleOf("RegisterRole", templateOf(datasets, prod).Resources);
      return (statements as { Sid: string; Resource: unknown }[]).find(
        ({ Sid }) => Sid === "RegisterPartitions",
      )?.Resource;
    };
    expect(catalogue(strategies)).toEqual([
      regional("glue", "catalog"),
      regional("glue", "database/raw"),
      regional("glue", "table/raw/trades"),
    ]);
    expect(catalogue([named("ticks"), named("quotes")])).toBeUndefined();
  });
});

test("a projected table has Athena compute days until today, list what is listed and ask for the rest", () => {
  const { TableInput } = owned.TicksTable!.Properties as { TableInput: { Parameters: unknown } };
  expect(TableInput.Parameters).toEqual({
    classification: "parquet",
    EXTERNAL: "TRUE",
    "projection.enabled": "true",
    "projection.day.type": "date",
    "projection.day.range": "2020-01-02,NOW",
    "projection.day.format": "yyyy-MM-dd",
    "projection.day.interval": "1",
    "projection.day.interval.unit": "DAYS",
    "projection.exchange.type": "enum",
    "projection.exchange.values": "XNAS,XNYS",
    "projection.symbol.type": "injected",
  });
});

test("outputs say where crawled objects are heard of, and who crawls them", () => {
  const { Outputs } = templateOf(strategies, prod);
  const values = Object.entries(Outputs).map(([name, { Value }]) => [name, Value]);
  expect(Object.fromEntries(values)).toMatchObject({
    CrawlQueueUrl: { Ref: "CrawlQueue" },
    CrawlParkingQueueUrl: { Ref: "CrawlParkingQueue" },
    QuotesTableName: "raw.quotes",
    QuotesCrawlerName: "stock-trades-partitions-prod-crawler-quotes",
  });
  expect(Object.keys(templateOf([named("trades")], prod).Outputs).join()).not.toContain("Crawl");
});
