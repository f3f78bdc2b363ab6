import { describe, expect, test } from "@jest/globals";
import type { Grantee } from "../../access/grantee.ts";
import type { Output, Resource } from "../../deploy/cloudformation.ts";
import { readDeployment } from "../../deploy/deployment.ts";
import { LIMITS, type LimitId } from "../../deploy/limits/limits.ts";
import { type CountedStage, resourcesOfOsls } from "../../deploy/limits/stage-size.ts";
import { exceeded, isNear, usageOf } from "../../deploy/limits/usage.ts";
import { sizeOf, templateOf, writtenTemplate } from "../../deploy/resources.ts";
import { terraformModule } from "../../deploy/terraform/module.ts";
import type { Strategy } from "../../shared/datasets/dataset.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { CHECK_RESULTS } from "../../shared/quality/results/table.ts";
import { datasets as frozen } from "../fixtures/datasets.ts";
import { textOf } from "../repository/sources.ts";
import { manyDatasets } from "./many-datasets.ts";
import { strategies } from "./strategies.ts";

const dev = readDeployment({ stage: "dev", bucket: "", alarmEmail: "" });
const prod = readDeployment({ stage: "prod", bucket: "market-data-lake", alarmEmail: "ops@example.com" });
const KINDS = [
  ["with a bucket of its own", dev],
  ["on an existing bucket", prod],
] as const;

const [plain] = strategies;
const columns = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ name: `c${at}`, type: "double" }));
const many = (count: number, make: (index: number) => Partial<DeclaredDataset>): DeclaredDataset[] =>
  Array.from({ length: count }, (_, index) => {
    const name = `d${index}`;
    return { ...plain, name, table: name, prefix: `lake/${name}/`, ...make(index) };
  });

const used = (datasets: readonly DeclaredDataset[], limit: LimitId, deployment = dev) =>
  usageOf(sizeOf(writtenTemplate(datasets, deployment, []), datasets, deployment)).find(
    (one) => one.limit === limit,
  )!.used;

const allOf = (strategy: Strategy) => (count: number) =>
  many(count, (index) => ({
    strategy,
    database: `market_${index % 3}`,
    table: `a_table_of_whatever_${index}`,
    keys: [{ name: "day", kind: "day", from: "2020-01-02" }],
  }));

describe.each(KINDS)("a stage %s", (_, deployment) => {
  test.each<[string, (count: number) => readonly DeclaredDataset[]]>([
    ["of all strategies, with quality", manyDatasets],
    ["that are registered", allOf("register")],
    ["that are crawled, each in a table of the template", allOf("crawl")],
    ["that are projected", allOf("project")],
  ])("takes 100 datasets %s, and leaves room for three more functions", (_, make) => {
    const datasets = make(100);
    expect(() => templateOf(datasets, deployment, [])).not.toThrow();
    // A queue pair with policies, a role, a function, its log group and mapping, and ten alarms each.
    expect(used(datasets, "resources", deployment)).toBeLessThanOrEqual(500 - 3 * 18);
    expect(used(datasets, "templateBytes", deployment)).toBeLessThan(800_000);
  });

  test.each([1, 3, 10, 30])("takes %d datasets of all strategies and is near no limit", (count) => {
    const datasets = manyDatasets(count);
    const template = templateOf(datasets, deployment, []);
    expect(usageOf(sizeOf(template, datasets, deployment)).filter(isNear)).toEqual([]);
  });
});

test("up to 50 datasets each has outputs and named queries of its own, beyond only the platform", () => {
  const of = (count: number) => templateOf(allOf("register")(count), dev, []);
  const outputs = (count: number) =>
    Object.keys(of(count).Outputs).filter((id) => id.endsWith("TableName")).length;
  const queries = (count: number) =>
    Object.values(of(count).Resources).filter(({ Type }) => Type === "AWS::Athena::NamedQuery").length;
  expect([outputs(50), outputs(51)]).toEqual([50, 0]);
  expect([queries(50), queries(51)]).toEqual([100, 0]);
});

interface Crossing {
  readonly limit: LimitId;
  /** The most that fit, and one step more. */
  readonly lists: readonly [readonly DeclaredDataset[], readonly DeclaredDataset[]];
  readonly deployment: typeof dev;
  /** Of the sentence. */
  readonly says: readonly string[];
}

/** Other strategies in turn: no two of one lie side by side. */
const alternating = (count: number) =>
  many(count, (index) => ({
    prefix: `lake/${String(index).padStart(3, "0")}/`,
    strategy: index % 2 === 0 ? "register" : "crawl",
  }));
const projected = (values: number) =>
  many(1, () => ({
    strategy: "project",
    keys: [
      { name: "day", kind: "day", from: "2020-01-02" },
      {
        name: "symbol",
        kind: "text",
        values: Array.from({ length: values }, (_, at) => String(10_000 + at)),
      },
    ],
  }));
const prefixed = (length: number) => many(1, () => ({ prefix: `${"p".repeat(length - 1)}/` }));
const inDatabases = (count: number) =>
  many(count, (index) => ({
    database: `a_database_with_the_name_of_its_dataset_${index}`,
    prefix: `p${index}/`,
  }));

const CROSSINGS: readonly Crossing[] = [
  {
    limit: "resources",
    lists: [allOf("register")(140), allOf("register")(160)],
    deployment: dev,
    says: [
      "resources of a stack: 5",
      "resources, AWS takes 500",
      "d0, d1, d2, d3, d4 and 155 more datasets",
      "tables: external",
    ],
  },
  {
    limit: "templateBytes",
    lists: [many(1, () => ({ columns: columns(3_300) })), many(1, () => ({ columns: columns(6_000) }))],
    deployment: dev,
    says: ["size of a template: 1,", "bytes, AWS takes 1,000,000", "for dataset d0"],
  },
  {
    limit: "notifications",
    lists: [alternating(100), alternating(101)],
    deployment: dev,
    says: ["(DataBucket): 101 configurations, AWS takes 100", "below one folder", "existing bucket"],
  },
  {
    limit: "filterValue",
    lists: [prefixed(1_024), prefixed(1_025)],
    deployment: dev,
    says: [
      "prefix of a notification (DataBucket): 1,025 bytes, AWS takes 1,024",
      "for dataset d0",
      "shorten the prefix",
    ],
  },
  {
    limit: "eventPattern",
    lists: [prefixed(1_850), prefixed(2_048)],
    deployment: prod,
    says: [
      "event pattern of a rule (ObjectEventsRule",
      "characters, AWS takes 2,048",
      "for dataset d0",
      "shorten",
    ],
  },
  {
    limit: "inlinePolicies",
    lists: [inDatabases(25), inDatabases(45)],
    deployment: prod,
    says: ["inline policies of a role (ReconcileRole): 1", "characters, AWS takes 10,240", "fewer databases"],
  },
  {
    limit: "tableParameter",
    lists: [projected(85_000), projected(85_334)],
    deployment: prod,
    says: [
      "value of a table's parameter in Glue (D0Table): 512,003 bytes, AWS takes 512,000",
      "for dataset d0",
      "`values`",
    ],
  },
];

const sentencesOf = (datasets: readonly DeclaredDataset[], deployment: typeof dev) => [
  ...exceeded(sizeOf(writtenTemplate(datasets, deployment, []), datasets, deployment)),
];

test.each(CROSSINGS)("$limit: what fits is packaged, and what crosses it is refused by name", (crossing) => {
  const { limit, lists, deployment, says } = crossing;
  const [fitting, crossed] = lists;
  const { name, source } = LIMITS[limit];
  expect(sentencesOf(fitting, deployment).filter((sentence) => sentence.startsWith(name))).toEqual([]);
  const [sentence = "", ...more] = sentencesOf(crossed, deployment).filter((one) => one.startsWith(name));
  expect(more).toEqual([]);
  for (const text of [...says, source]) expect(sentence).toContain(text);
  expect(() => templateOf(crossed, deployment, [])).toThrow(sentence);
});

describe("what no list crosses before another limit", () => {
  const counted = (
    resources: Readonly<Record<string, Resource>>,
    outputs: Readonly<Record<string, Output>> = {},
  ) => ({
    resources,
    outputs,
    functions: [],
    datasets: frozen,
  });
  const output = { Description: "", Value: "" };
  const widget = (metrics: number) => ({
    Type: "AWS::CloudWatch::Dashboard",
    Properties: {
      DashboardBody: {
        "Fn::Sub": JSON.stringify({ widgets: [{ properties: { metrics: Array(metrics).fill([]) } }] }),
      },
    },
  });
  const view = (length: number) => ({
    Type: "AWS::Glue::Table",
    Properties: {
      TableInput: {
        Name: "v",
        ViewOriginalText: `/* Presto View: ${"eyJ9".slice(0, 0)}${Buffer.from(JSON.stringify("x".repeat(length))).toString("base64")} */`,
      },
    },
  });
  test.each<[LimitId, (count: number) => CountedStage, number, number]>([
    [
      "outputs",
      (count) =>
        counted({}, Object.fromEntries(Array.from({ length: count }, (_, at) => [`O${at}`, output]))),
      199,
      200,
    ],
    ["widgetMetrics", (count) => counted({ Dashboard: widget(count) }), 500, 501],
    ["viewText", (count) => counted({ View: view(count) }), 307_000, 307_400],
  ])("is refused, too: %s", (limit, make, fits, crosses) => {
    const of = (count: number) =>
      [...exceeded(make(count))].filter((one) => one.startsWith(LIMITS[limit].name));
    expect(of(fits)).toEqual([]);
    expect(of(crosses)).toHaveLength(1);
  });
});

test("every limit is crossed by one of these tests", () => {
  const synthetic: LimitId[] = ["outputs", "widgetMetrics", "viewText"];
  expect([...CROSSINGS.map(({ limit }) => limit), ...synthetic].sort()).toEqual(Object.keys(LIMITS).sort());
});

test("a grantee whose role would have to name too many tables is refused, not given whole databases", () => {
  const datasets = manyDatasets(100);
  const grantee: Grantee = {
    user: "analyst",
    tables: datasets.map(({ name }) => name),
    until: "2027-01-01",
    maxSessionMinutes: 60,
  };
  expect(() => templateOf(datasets, dev, [grantee])).toThrow(
    /inline policies of a role \(AnalystReaderRole\)/,
  );
});

test("a stage that gives its tables to Terraform is the way out: its module is written whatever the size", () => {
  const datasets = allOf("register")(160);
  expect(() => templateOf(datasets, dev, [])).toThrow("The datasets cross a limit of AWS:");
  expect(() =>
    templateOf(
      datasets,
      readDeployment({ stage: "dev", bucket: "", alarmEmail: "", tables: "external" }),
      [],
    ),
  ).not.toThrow();
  expect(Object.keys(terraformModule(datasets, "dev"))).toContain("resource");
});

test("osls's own resources are counted: for each function two, one for each queue, and one for what fails", () => {
  const { functions } = sizeOf(templateOf([...strategies, CHECK_RESULTS], dev, []), strategies, dev);
  expect(functions.length).toBe(4);
  expect(resourcesOfOsls(functions)).toBe(2 + 4 * 2 + 3);
});

test("docs/datasets.md tells sizes of stages that are right to a quarter", () => {
  const rows = textOf("docs/datasets.md")
    .split("\n")
    .filter((line) => / of \|$/.test(line) || /^\|.*\d \|$/.test(line));
  const at = rows.findIndex((line) => line.startsWith("| limit |"));
  const told = rows
    .slice(at + 1, at + 1 + TOLD.length)
    .map((line) => line.split("|").slice(2, -1).map(numberOf));
  for (const [index, [limit, deployment]] of TOLD.entries()) {
    const counted = [3, 30, 100].map((count) => used(manyDatasets(count), limit, deployment));
    const numbers = told[index]!;
    expect(numbers.at(-1)).toBe(LIMITS[limit].most);
    for (const [column, number] of counted.entries()) {
      expect([limit, Math.abs(numbers[column]! - number) / number < 0.25, number]).toEqual([
        limit,
        true,
        number,
      ]);
    }
  }
});

const numberOf = (cell: string) => Number(cell.replaceAll(",", ""));

/** In the order of the table. */
const TOLD: readonly (readonly [LimitId, typeof dev])[] = [
  ["resources", dev],
  ["outputs", dev],
  ["templateBytes", dev],
  ["notifications", dev],
  ["eventPattern", prod],
  ["inlinePolicies", dev],
];
