import { describe, expect, test } from "@jest/globals";
import type { Resource } from "../../../deploy/cloudformation.ts";
import { readDeployment } from "../../../deploy/deployment.ts";
import { templateOf } from "../../../deploy/resources.ts";
import { expression, literal } from "../../../deploy/terraform/expression.ts";
import { importBlocks } from "../../../deploy/terraform/imports.ts";
import { type Document, terraformModule } from "../../../deploy/terraform/module.ts";
import { translated } from "../../../deploy/terraform/translate.ts";
import type { DeclaredDataset } from "../../../shared/quality/quality.ts";
import { datasets } from "../../fixtures/datasets.ts";
import { readable } from "../readable.ts";
import { laidOut, strategies } from "../strategies.ts";
import { problemsOf } from "./arguments.ts";
import { evaluated } from "./evaluated.ts";
import { saidByTemplate, saidByTerraform, type TableValues } from "./tables-said.ts";

const BUCKET = "market-data-lake";

/** Every property that the template has of every strategy, and of what is validated. */
const all: readonly DeclaredDataset[] = [
  ...datasets,
  ...[...strategies, ...laidOut].map((dataset) => ({
    ...dataset,
    name: `more_${dataset.name}`,
    database: `more_${dataset.database}`,
    prefix: `more/${dataset.prefix}`,
  })),
];

const resourcesIn = (module: Document) =>
  Object.entries(module.resource as Record<string, Record<string, Record<string, unknown>>>).flatMap(
    ([type, byName]) => Object.entries(byName).map(([name, body]) => ({ type, name, body })),
  );

const tablesIn = (module: Document) =>
  evaluated(module, BUCKET).aws_glue_catalog_table as unknown as Record<string, TableValues>;

const templateFor = (stage: string, of = all) =>
  templateOf(of, readDeployment({ stage, bucket: BUCKET, alarmEmail: "" }));

describe("the module", () => {
  // For whoever reviews a change, as the snapshot of the template.
  test.each([
    ["prod, as shipped", datasets, "prod"],
    ["dev, with datasets of every strategy", strategies, "dev"],
  ])("of %s is the one reviewed", (_, of, stage) => {
    expect(readable(terraformModule(of, stage))).toMatchSnapshot();
  });

  test.each(["dev", "prod"])("says of every table in %s what the template says", (stage) => {
    const said = Object.entries(tablesIn(terraformModule(all, stage))).map(
      ([id, values]) => [id, saidByTerraform(values)] as const,
    );
    expect(Object.fromEntries(said)).toEqual(saidByTemplate(templateFor(stage)));
    expect(said.length).toBeGreaterThanOrEqual(8);
  });

  test.each(["dev", "prod"])("has in %s whatever has an owner, by the template's ids", (stage) => {
    const types = [
      "Glue::Database",
      "Glue::Table",
      "Glue::Crawler",
      "Athena::WorkGroup",
      "Athena::NamedQuery",
    ];
    const owned = Object.entries(templateFor(stage).Resources).filter(([, { Type }]) =>
      types.some((type) => Type === `AWS::${type}`),
    );
    expect(
      resourcesIn(terraformModule(all, stage))
        .filter(({ type }) => type !== "aws_glue_partition_index")
        .map(({ name }) => name)
        .sort(),
    ).toEqual(owned.map(([id]) => id).sort());
  });

  test("uses the provider's arguments and blocks, and all that it requires", () => {
    const problems = resourcesIn(terraformModule(all, "prod")).flatMap(({ type, body }) =>
      problemsOf(type, body),
    );
    expect(problems).toEqual([]);
  });

  test.each(["dev", "prod"])(
    "tells Athena in %s where projected partitions lie that are no key=value",
    (stage) => {
      const { MoreClicksTable } = tablesIn(terraformModule(all, stage));
      expect(saidByTerraform(MoreClicksTable!)).toMatchObject({
        parameters: {
          "storage.location.template": `s3://${BUCKET}/more/lake/clicks/\${region}/v1/\${hour}/`,
          "projection.hour.range": "2020/01/02/00,NOW",
          "projection.hour.interval.unit": "HOURS",
        },
      });
    },
  );

  test("has a partition index apart from its table for every table with several keys", () => {
    const { aws_glue_partition_index: indexes } = evaluated(terraformModule(all, "dev"), BUCKET);
    expect(indexes).toEqual({
      TradesTable: {
        database_name: "stock_trades_raw_dev",
        table_name: "trades",
        partition_index: { index_name: "registrar", keys: ["day", "symbol"] },
      },
    });
    expect(terraformModule(strategies, "dev").resource).not.toHaveProperty("aws_glue_partition_index");
  });

  const outputsOf = (of: readonly DeclaredDataset[], stage: string) => {
    const { output } = terraformModule(of, stage) as { output: Record<string, { value: object }> };
    return Object.fromEntries(Object.entries(output).map(([name, { value }]) => [name, value]));
  };

  test("names its databases, tables and crawlers for the caller", () => {
    const { databases, tables, crawlers } = outputsOf(strategies, "dev");
    expect({ databases, tables, crawlers }).toEqual({
      databases: {
        raw_dev: `\${aws_glue_catalog_database.RawDatabase.name}`,
        curated_dev: `\${aws_glue_catalog_database.CuratedDatabase.name}`,
      },
      // Not quotes and bars_5m, whose crawlers make their tables.
      tables: Object.fromEntries(
        [
          ["trades", "TradesTable"],
          ["features", "FeaturesTable"],
          ["ticks", "TicksTable"],
        ].map(([dataset, id]) => [
          dataset,
          `\${aws_glue_catalog_table.${id}.database_name}.\${aws_glue_catalog_table.${id}.name}`,
        ]),
      ),
      crawlers: {
        quotes: `\${aws_glue_crawler.QuotesCrawler.name}`,
        bars_5m: `\${aws_glue_crawler.Bars5mCrawler.name}`,
        features: `\${aws_glue_crawler.FeaturesCrawler.name}`,
      },
    });
  });

  test("names its views and workgroups for the caller", () => {
    const view = "aws_glue_catalog_table.ReadySessionsView";
    expect(outputsOf(datasets, "prod")).toMatchObject({
      views: { ready_sessions: `\${${view}.database_name}.\${${view}.name}` },
      workgroups: {
        "stock-trades-partitions-prod-validation": `\${aws_athena_workgroup.ValidationWorkGroup.name}`,
      },
    });
  });

  test("runs its crawlers in the stack's roles, unless the caller names others", () => {
    const { resource, variable } = terraformModule(strategies, "dev") as {
      resource: { aws_glue_crawler: Record<string, { role: string }> };
      variable: Record<string, object>;
    };
    const role = "stock-trades-partitions-dev-crawler-quotes";
    expect(resource.aws_glue_crawler.QuotesCrawler!.role).toBe(
      `\${lookup(var.crawler_roles, "${role}", "${role}")}`,
    );
    expect(Object.keys(variable)).toEqual(["bucket", "stage", "crawler_roles"]);
    expect(Object.keys(terraformModule(datasets, "dev").variable as object)).toEqual(["bucket", "stage"]);
  });
});

describe("the life of a resource", () => {
  const lifecycles = (stage: string) =>
    Object.fromEntries(
      resourcesIn(terraformModule(strategies, stage)).flatMap(({ name, body }) =>
        body.lifecycle === undefined ? [] : [[name, body.lifecycle]],
      ),
    );
  const ignored = { ignore_changes: ["parameters", "storage_descriptor[0].parameters"] };

  test("outside of prod is Terraform's, except for what a crawler notes in a table that is given to it", () => {
    expect(lifecycles("dev")).toEqual({ FeaturesTable: ignored });
  });

  test("in prod does not end for what holds partitions", () => {
    expect(lifecycles("prod")).toEqual({
      RawDatabase: { prevent_destroy: true },
      CuratedDatabase: { prevent_destroy: true },
      TradesTable: { prevent_destroy: true },
      FeaturesTable: { prevent_destroy: true, ...ignored },
      TicksTable: { prevent_destroy: true },
    });
  });

  test("of a view is not protected: it holds nothing", () => {
    const views = resourcesIn(terraformModule(datasets, "prod")).filter(
      ({ body }) => body.table_type === "VIRTUAL_VIEW",
    );
    expect(views.map(({ body }) => body.lifecycle)).toEqual(views.map(() => undefined));
    expect(views.length).toBeGreaterThan(0);
  });
});

describe("text of the template", () => {
  test.each([
    ["cron(15 22 ? * MON-FRI *)", "cron(15 22 ? * MON-FRI *)"],
    [`\${x}`, `$\${x}`],
    ["%{if x}", "%%{if x}"],
    ["a$b %c", "a$b %c"],
    ['{"a":"$1"}', '{"a":"$1"}'],
    [`\${a}\${b}`, `$\${a}$\${b}`],
  ])("%s is written so that Terraform reads it back: %s", (text, written) => {
    expect(literal(text)).toBe(written);
  });

  test("reaches a table's parameters unchanged", () => {
    const [ticks] = strategies.filter(({ name }) => name === "ticks");
    const values = [`\${x}`, "%{y}", "$z"];
    const odd = { ...ticks!, keys: ticks!.keys.map((key) => ("values" in key ? { ...key, values } : key)) };
    const module = terraformModule([odd], "dev");
    expect(JSON.stringify(module)).toContain(`"$\${x},%%{y},$z"`);
    expect(tablesIn(module).TicksTable!.parameters).toMatchObject({
      "projection.exchange.values": `\${x},%{y},$z`,
    });
  });
});

describe("what Terraform has no word for", () => {
  const none = () => {
    throw new Error("not known here");
  };
  const references = { ref: none, arnOf: none, variable: none };

  test("is refused rather than left out: a property", () => {
    expect(() => translated({ Name: "a", Retention: 7 }, { Name: "name" }, references)).toThrow(
      "the property Retention has no counterpart in Terraform",
    );
  });

  test.each([
    [{ "Fn::ImportValue": "x" }, '{"Fn::ImportValue":"x"} has no counterpart in Terraform'],
    [{ "Fn::GetAtt": ["Bucket", "DomainName"] }, "has no counterpart in Terraform"],
    [{ Ref: "Queue" }, "not known here"],
    [{ "Fn::Sub": `s3://\${Other}/` }, "not known here"],
  ])("is refused rather than left out: %j", (value, says) => {
    expect(() => expression(value, references)).toThrow(says);
  });
});

describe("import blocks", () => {
  const idsOf = (document: Document) =>
    Object.fromEntries(
      (document.import as { to: string; id: string }[]).map(({ to, id }) => [
        to,
        id.replace(`\${data.aws_caller_identity.registrar.account_id}`, "<account>"),
      ]),
    );

  test("name what is there already as the provider's pages ask for it", () => {
    expect(idsOf(importBlocks(strategies, "dev", "module.lake"))).toMatchObject({
      "module.lake.aws_glue_catalog_database.RawDatabase": "<account>:raw_dev",
      "module.lake.aws_glue_catalog_database.CuratedDatabase": "<account>:curated_dev",
      "module.lake.aws_glue_catalog_table.TradesTable": "<account>:raw_dev:trades",
      "module.lake.aws_glue_catalog_table.FeaturesTable": "<account>:curated_dev:features_5m",
      "module.lake.aws_glue_catalog_table.TicksTable": "<account>:raw_dev:ticks",
      "module.lake.aws_glue_crawler.QuotesCrawler": "stock-trades-partitions-dev-crawler-quotes",
      "module.lake.aws_glue_crawler.Bars5mCrawler": "stock-trades-partitions-dev-crawler-bars_5m",
      "module.lake.aws_glue_crawler.FeaturesCrawler": "stock-trades-partitions-dev-crawler-features",
    });
    expect(idsOf(importBlocks(datasets, "prod", "."))).toMatchObject({
      "aws_athena_workgroup.ValidationWorkGroup": "stock-trades-partitions-prod-validation",
      "aws_glue_partition_index.TradesTable": "<account>:stock_trades_raw:trades:registrar",
    });
  });

  test("are for everything in the module that can be taken over", () => {
    const addresses = resourcesIn(terraformModule(all, "prod")).map(({ type, name }) => `${type}.${name}`);
    const imported = Object.keys(idsOf(importBlocks(all, "prod", ".")));
    expect(addresses.filter((address) => !imported.includes(address))).toEqual(
      addresses.filter((address) => address.startsWith("aws_athena_named_query.")),
    );
    expect(imported.filter((address) => !addresses.includes(address))).toEqual([]);
  });
});

describe("tables that are", () => {
  const owned = /^AWS::(Glue::|Athena::)/;
  const resourcesOf = (tables: string) =>
    templateOf(all, readDeployment({ stage: "dev", bucket: "", alarmEmail: "", tables })).Resources;
  const only = (resources: Readonly<Record<string, Resource>>, isWanted: (resource: Resource) => boolean) =>
    Object.fromEntries(Object.entries(resources).filter(([, resource]) => isWanted(resource)));

  test("external are not in the stack, where everything else is as before", () => {
    const { PartitionIndexes: _, IndexesRole: __, ...others } = resourcesOf("stack");
    expect(resourcesOf("external")).toEqual(only(others, ({ Type }) => !owned.test(Type)));
  });

  test.each(["external", "adopted"])("%s leave nothing in the stack that refers to them", (owner) => {
    const resources = resourcesOf(owner);
    const gone = Object.keys(resourcesOf("stack")).filter((id) => !(id in resources));
    const text = JSON.stringify(resources);
    // In Ref, GetAtt and DependsOn alike.
    const dangling = gone.filter((id) => text.includes(JSON.stringify(id)));
    expect(gone).toContain("MoreFeaturesTable");
    expect(dangling).toEqual([]);
  });

  test("retained stay behind when they leave the stack, and are the same otherwise", () => {
    const resources = resourcesOf("retained");
    const kept = only(resources, ({ Type }) => owned.test(Type) && Type !== "AWS::Athena::NamedQuery");
    for (const resource of Object.values(kept)) {
      expect(resource).toMatchObject({
        DeletionPolicy: "RetainExceptOnCreate",
        UpdateReplacePolicy: "Retain",
      });
    }
    const plain = (all: Readonly<Record<string, Resource>>) =>
      Object.entries(all).map(([id, { Type, Properties }]) => ({ id, Type, Properties }));
    expect(plain(resources)).toEqual(plain(resourcesOf("stack")));
  });

  test("anybody else's are refused", () => {
    expect(() => resourcesOf("terraform")).toThrow(
      'parameter tables "terraform" must be one of stack, retained, external, adopted',
    );
  });
});
