import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readDeployment } from "../../deploy/deployment.ts";
import { templateOf } from "../../deploy/resources.ts";
import { importBlocks } from "../../deploy/terraform/imports.ts";
import { terraformModule } from "../../deploy/terraform/module.ts";
import { PAGES } from "../deploy/terraform/arguments.ts";
import { saidByTemplate, saidByTerraform, type TableValues } from "../deploy/terraform/tables-said.ts";
import { datasets } from "../fixtures/datasets.ts";
import { all } from "./datasets.ts";
import { type Block, differences, fitted, NEWEST_BLOCK, schemaOf } from "./provider.ts";
import { PROVIDER, type Workspace, workspace } from "./workspace.ts";

const BUCKET = "market-data-lake";

let schema: Readonly<Record<string, Block>>;
let work: Workspace;

const callingWith = (inputs: object) => ({
  module: { lake: { source: "./lake", ...inputs } },
  provider: PROVIDER,
});

beforeAll(async () => {
  const probe = workspace();
  schema = await schemaOf(probe);
  probe.remove();
  work = workspace();
  work.write("lake/main.tf.json", fitted(terraformModule(all, "prod"), schema));
  work.write("main.tf.json", {
    ...callingWith({ bucket: BUCKET, stage: "prod" }),
    output: { lake: { value: `\${module.lake}` } },
  });
  work.write("imports.tf.json", importBlocks(all, "prod", "module.lake"));
  await work.init();
});

afterAll(() => work.remove());

test("the provider takes the arguments that its pages list, except for what is newer than it", () => {
  const found = Object.entries(PAGES).flatMap(([type, page]) => [...differences(page, schema[type]!, type)]);
  expect(found.filter((difference) => !difference.includes(`.${NEWEST_BLOCK} `))).toEqual([]);
});

test("the module and its import blocks are valid", async () => {
  const { stdout } = await work.terraform("validate", "-json");
  expect(JSON.parse(stdout)).toMatchObject({ valid: true, diagnostics: [] });
});

describe("a plan", () => {
  interface Planned {
    readonly type: string;
    readonly name: string;
    readonly values: Readonly<Record<string, unknown>>;
  }
  let planned: readonly Planned[];
  let outputs: Readonly<Record<string, object>>;

  beforeAll(async () => {
    // An import asks AWS what is there.
    work.write("imports.tf.json", {});
    const { exitCode, stderr } = await work.terraform("plan", "-input=false", "-out=plan");
    if (exitCode !== 0) throw new Error(stderr);
    const { stdout } = await work.terraform("show", "-json", "plan");
    const { planned_values: values } = JSON.parse(stdout);
    planned = values.root_module.child_modules[0].resources;
    outputs = values.outputs.lake.value;
  });

  const ofType = (wanted: string) => planned.filter(({ type }) => type === wanted);
  const template = () => templateOf(all, readDeployment({ stage: "prod", bucket: BUCKET, alarmEmail: "" }));

  test("makes every table as the template says", () => {
    const tables = ofType("aws_glue_catalog_table").map(
      ({ name, values }) => [name, saidByTerraform(values as unknown as TableValues)] as const,
    );
    expect(Object.fromEntries(tables)).toEqual(saidByTemplate(template()));
  });

  test("makes every crawler with the targets, settings and role that the template says", () => {
    const crawlers = Object.entries(template().Resources).filter(
      ([, { Type }]) => Type === "AWS::Glue::Crawler",
    );
    const said = crawlers.map(([name, { Properties }]) => {
      const { Targets, Configuration, RecrawlPolicy, SchemaChangePolicy, Schedule, ...others } = JSON.parse(
        JSON.stringify(Properties),
      );
      return {
        name,
        crawler: others.Name,
        role: others.Name,
        configuration: JSON.parse(Configuration),
        schedule: Schedule?.ScheduleExpression ?? null,
        recrawl: RecrawlPolicy.RecrawlBehavior,
        changes: [SchemaChangePolicy.UpdateBehavior, SchemaChangePolicy.DeleteBehavior],
        paths: (Targets.S3Targets ?? []).map((target: { Path: string; Exclusions: string[] }) => [
          target.Path,
          ...target.Exclusions,
        ]),
        tables: (Targets.CatalogTargets ?? []).flatMap((target: { Tables: string[] }) => target.Tables),
      };
    });
    const made = ofType("aws_glue_crawler").map(({ name, values }) => {
      const all = JSON.parse(JSON.stringify(values));
      return {
        name,
        crawler: all.name,
        role: all.role,
        configuration: JSON.parse(all.configuration),
        schedule: all.schedule,
        recrawl: all.recrawl_policy[0].recrawl_behavior,
        changes: [all.schema_change_policy[0].update_behavior, all.schema_change_policy[0].delete_behavior],
        paths: all.s3_target.map((target: { path: string; exclusions: string[] }) => [
          target.path,
          ...target.exclusions,
        ]),
        tables: all.catalog_target.flatMap((target: { tables: string[] }) => target.tables),
      };
    });
    const byName = (one: { name: string }, other: { name: string }) => (one.name < other.name ? -1 : 1);
    expect(made.sort(byName)).toEqual(said.sort(byName));
    expect(made).toHaveLength(3);
  });

  test("makes every workgroup with the limit of bytes and the settings that nobody can override", () => {
    const groups = ofType("aws_athena_workgroup").map(({ values }) => values);
    expect(groups.length).toBeGreaterThan(0);
    for (const { configuration, force_destroy } of groups) {
      expect(configuration).toMatchObject([
        { enforce_workgroup_configuration: true, bytes_scanned_cutoff_per_query: expect.any(Number) },
      ]);
      expect(force_destroy).toBe(true);
    }
  });

  test("knows the names of everything beforehand", () => {
    expect(outputs.tables).toMatchObject({
      trades: "stock_trades_raw.trades",
      ml_features_5m: "stock_trades_curated.ml_features_5m",
    });
    expect(outputs.views).toMatchObject({ ready_sessions: "stock_trades_quality.ready_sessions" });
    expect(outputs.crawlers).toMatchObject({
      more_quotes: "stock-trades-partitions-prod-crawler-more_quotes",
    });
  });

  test.each([
    [{ bucket: BUCKET, stage: "dev" }, "This module was written for stage prod"],
    [{ bucket: "Not_A_Bucket" }, "This is not the name of a bucket."],
  ])("of %j is refused", async (inputs, says) => {
    const other = workspace();
    other.write("lake/main.tf.json", fitted(terraformModule(datasets, "prod"), schema));
    other.write("main.tf.json", callingWith(inputs));
    await other.init();
    const { exitCode, stderr } = await other.terraform("plan", "-input=false");
    other.remove();
    expect(exitCode).toBe(1);
    expect(stderr).toContain(says);
  });
});
