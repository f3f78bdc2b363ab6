import { COMPRESSIONS, FOLDER_MARKER, OTHER_FORMATS, OTHER_NAMES } from "../shared/datasets/data-files.ts";
import { crawlTarget, type Dataset } from "../shared/datasets/dataset.ts";
import { crawlerName } from "../shared/runtime/names.ts";
import { getAtt, pascalCase, type Resource, type Resources, ref, sub } from "./cloudformation.ts";
import { crawlerRole } from "./crawler-role.ts";
import type { Deployment } from "./deployment.ts";
import { databaseId, tableId } from "./tables.ts";

export const crawlerId = ({ name }: Dataset) => `${pascalCase(name)}Crawler`;
const roleId = (dataset: Dataset) => `${crawlerId(dataset)}Role`;

/** A crawler for each of the datasets, all of which are crawled, and a role of its own for each crawler. */
export function crawlers(datasets: readonly Dataset[], deployment: Deployment): Resources {
  return Object.fromEntries(
    datasets.flatMap((dataset) => [
      [crawlerId(dataset), crawler(dataset, deployment)],
      [roleId(dataset), crawlerRole(dataset, deployment)],
    ]),
  );
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
const ROLE_NAME_LENGTH = 64;

/** A crawler's role is named as the crawler. Crawlers may have 255 characters. */
export function* overlongNames(datasets: readonly Dataset[], { stage }: Deployment): Generator<string> {
  for (const { name, strategy } of datasets) {
    const role = crawlerName(stage, name);
    const excess = role.length - ROLE_NAME_LENGTH;
    if (strategy === "crawl" && excess > 0) {
      yield `dataset ${name}: the role ${role} has ${role.length} characters, IAM takes ${ROLE_NAME_LENGTH}; ` +
        `shorten the dataset's or the stage's name by ${excess}`;
    }
  }
}

function crawler(dataset: Dataset, { stage, bucket }: Deployment): Resource {
  const { name, database, crawl = {} } = dataset;
  const target = crawlTarget(dataset);
  return {
    Type: "AWS::Glue::Crawler",
    // The table is named as text, so CloudFormation does not see that the crawler needs it.
    ...(target === "catalog" ? { DependsOn: [tableId(dataset)] } : {}),
    Properties: {
      Name: crawlerName(stage, name),
      Description: `Keeps the partitions of the dataset ${name}; started by events`,
      Role: getAtt(roleId(dataset), "Arn"),
      DatabaseName: ref(databaseId(database)),
      ...(target === "s3" ? ownedTable(dataset, bucket) : definedTable(dataset)),
      ...(crawl.schedule === undefined ? {} : { Schedule: { ScheduleExpression: crawl.schedule } }),
    },
  };
}

/**
 * The crawler makes the table and keeps its columns. It deletes nothing: what is gone from S3 is logged.
 *
 * It lists everything in each run, unless the dataset asks for new folders only: AWS does not say whether a folder that
 * was new in a run that failed is new in the next one, and nothing may be lost. That option forces both behaviors to
 * LOG, and so leaves no room for new columns.
 * https://docs.aws.amazon.com/glue/latest/dg/incremental-crawls.html
 */
function ownedTable({ prefix, crawl }: Dataset, bucket: string) {
  const newFoldersOnly = crawl?.newFoldersOnly === true;
  return {
    Targets: { S3Targets: [{ Path: sub(`s3://${bucket}/${prefix}`), Exclusions: EXCLUSIONS }] },
    RecrawlPolicy: { RecrawlBehavior: newFoldersOnly ? "CRAWL_NEW_FOLDERS_ONLY" : "CRAWL_EVERYTHING" },
    SchemaChangePolicy: newFoldersOnly
      ? NO_CHANGES
      : { UpdateBehavior: "UPDATE_IN_DATABASE", DeleteBehavior: "LOG" },
    Configuration: configuration({
      // Adds columns, and neither removes any nor changes their type: a day without a column must not take it away.
      ...(newFoldersOnly ? {} : { Tables: { AddOrUpdateBehavior: "MergeNewColumns" } }),
      // One table, though the schemas of days differ, and its folder is that of the prefix. The bucket is level 1.
      // https://docs.aws.amazon.com/glue/latest/dg/crawler-table-level.html
      Grouping: {
        TableGroupingPolicy: "CombineCompatibleSchemas",
        TableLevelConfiguration: prefix.split("/").length,
      },
    }),
  };
}

/**
 * The crawler adds partitions to a table of the template, whose columns are the template's alone: LOG adds new
 * partitions all the same, while MergeNewColumns would override it. Of a catalog target AWS takes no other
 * DeleteBehavior and no option to look into new folders only; schemas are combined always, and nothing is excluded.
 * https://docs.aws.amazon.com/glue/latest/dg/define-crawler.html
 */
const definedTable = ({ database, table }: Dataset) => ({
  Targets: { CatalogTargets: [{ DatabaseName: ref(databaseId(database)), Tables: [table] }] },
  RecrawlPolicy: { RecrawlBehavior: "CRAWL_EVERYTHING" },
  SchemaChangePolicy: NO_CHANGES,
  Configuration: configuration({}),
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-glue-crawler-schemachangepolicy.html */
const NO_CHANGES = { UpdateBehavior: "LOG", DeleteBehavior: "LOG" };

interface Options {
  readonly Tables?: object;
  readonly Grouping?: object;
}

/** https://docs.aws.amazon.com/glue/latest/dg/crawler-configuration.html */
function configuration({ Tables, Grouping }: Options): string {
  return JSON.stringify({
    Version: 1,
    CrawlerOutput: {
      // Partitions whose columns have other types than the table's fail queries (HIVE_PARTITION_SCHEMA_MISMATCH).
      Partitions: { AddOrUpdateBehavior: "InheritFromTable" },
      ...(Tables === undefined ? {} : { Tables }),
    },
    ...(Grouping === undefined ? {} : { Grouping }),
    // On by default. It would make crawled tables differ from the others, and take one more permission.
    // https://docs.aws.amazon.com/glue/latest/dg/crawler-configure-partition-indexes.html
    CreatePartitionIndex: false,
  });
}

/** Lower or upper case, of which a glob knows nothing. */
const inAnyCase = (text: string) => text.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);

/** A group of alternatives. Groups cannot be nested. */
const oneOf = (texts: readonly string[]) => `{${texts.map(inAnyCase).join(",")}}`;

/**
 * What the functions ignore by its name, as globs relative to the prefix; "**" crosses folders. A file that is no
 * Parquet would make a table of its own. A crawler cannot leave out objects by size.
 * https://docs.aws.amazon.com/glue/latest/dg/define-crawler.html#crawler-data-stores-exclude
 */
const EXCLUSIONS = [
  "[_.]**",
  "**/[_.]**",
  `**${FOLDER_MARKER}`,
  `**${FOLDER_MARKER}/**`,
  oneOf(OTHER_NAMES),
  `**/${oneOf(OTHER_NAMES)}`,
  ...Object.values(OTHER_FORMATS).flatMap((formats) => [
    `**.${oneOf(formats)}`,
    `**.${oneOf(formats)}.${oneOf(COMPRESSIONS)}`,
  ]),
];
