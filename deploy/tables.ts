import { crawlTarget, type Dataset } from "../shared/datasets/dataset.ts";
import { typeOfKey } from "../shared/datasets/key-type.ts";
import { databaseName } from "../shared/runtime/names.ts";
import { pascalCase, type Resource, type Resources, ref, sub } from "./cloudformation.ts";
import type { Deployment } from "./deployment.ts";
import { FILTERING, isIndexed } from "./partition-filtering.ts";
import { LOCATION_TEMPLATE, projectedLayout, projection } from "./projection.ts";

export const databaseId = (declared: string) => `${pascalCase(declared)}Database`;
export const tableId = ({ name }: Dataset) => `${pascalCase(name)}Table`;

/** Is the table the template's? Otherwise a crawler makes it, and both would overwrite each other's columns. */
export const isDefinedHere = (dataset: Dataset) =>
  dataset.strategy !== "crawl" || crawlTarget(dataset) === "catalog";

/** The Glue databases of the datasets, and their tables as far as the template defines them. */
export function tables(datasets: readonly Dataset[], deployment: Deployment): Resources {
  const databases = [...new Set(datasets.map(({ database }) => database))];
  return Object.fromEntries([
    ...databases.map((declared) => [databaseId(declared), database(declared, deployment.stage)] as const),
    ...datasets
      .filter(isDefinedHere)
      .map((dataset) => [tableId(dataset), table(dataset, deployment)] as const),
  ]);
}

/**
 * "Bars5m" can come from bars_5m and from bars5m: names that differ may want the same logical id. A dataset's table
 * stands for its crawler and its outputs, whose ids begin alike.
 */
export function* clashes(datasets: readonly Dataset[]): Generator<string> {
  const owners = new Map<string, string>();
  const wanted = datasets.flatMap((dataset) => [
    { id: databaseId(dataset.database), owner: `database ${dataset.database}` },
    { id: tableId(dataset), owner: `dataset ${dataset.name}` },
  ]);
  for (const { id, owner } of wanted) {
    const first = owners.get(id) ?? owner;
    if (first !== owner) yield `${first} and ${owner} would both be ${id} in the template; rename one`;
    owners.set(id, first);
  }
}

/** A database of this stage whose name prod has for another: `raw` is raw_dev in stage dev, and so may prod's `raw_dev` be. */
export function* namesOfProd(datasets: readonly Dataset[], stage: string): Generator<string> {
  const declared = new Set(datasets.map(({ database }) => database));
  for (const database of declared) {
    const name = databaseName(database, stage);
    if (name !== database && declared.has(name)) {
      yield `database ${database} would be ${name} in stage ${stage}, and prod has a ${name}; rename one`;
    }
  }
}

/**
 * prod's databases and tables outlive their stack, and with them the partitions, which took as many events as there are.
 * Except when the deployment that makes them fails: they would be in the way of the next.
 */
const outlastsProd = (stage: string) =>
  stage === "prod"
    ? ({ DeletionPolicy: "RetainExceptOnCreate", UpdateReplacePolicy: "Retain" } as const)
    : {};

function database(declared: string, stage: string): Resource {
  return {
    Type: "AWS::Glue::Database",
    ...outlastsProd(stage),
    Properties: { CatalogId: ref("AWS::AccountId"), DatabaseInput: { Name: databaseName(declared, stage) } },
  };
}

function table(dataset: Dataset, { stage, bucket }: Deployment): Resource {
  const { database, table, prefix, keys, columns, strategy } = dataset;
  return {
    Type: "AWS::Glue::Table",
    ...outlastsProd(stage),
    Properties: {
      CatalogId: ref("AWS::AccountId"),
      DatabaseName: ref(databaseId(database)),
      TableInput: {
        Name: table,
        // Without it Athena's DDL fails with "NullPointerException Name is null".
        TableType: "EXTERNAL_TABLE",
        Parameters: {
          classification: "parquet",
          EXTERNAL: "TRUE",
          ...(strategy === "project" ? { ...projection(keys), ...locationTemplate(dataset, bucket) } : {}),
          ...(isIndexed(dataset) ? FILTERING : {}),
        },
        // Days are strings, too, unless declared otherwise: YYYY-MM-DD compares in the right order everywhere.
        PartitionKeys: keys.map((key) => ({ Name: key.name, Type: typeOfKey(key) })),
        StorageDescriptor: {
          // s3:// alone works everywhere, and the slash keeps bars_5m/ apart from bars_5m_old/.
          Location: sub(`s3://${bucket}/${prefix}`),
          ...PARQUET,
          Columns: columns.map(({ name, type }) => ({ Name: name, Type: type })),
        },
      },
    },
  };
}

function locationTemplate(dataset: Dataset, bucket: string) {
  // Fn::Sub leaves ${!name} as ${name}; a text without Fn::Sub is left alone.
  const layout = projectedLayout(dataset, bucket.includes("${") ? "${!" : "${");
  if (layout === undefined) return {};
  const text = `s3://${bucket}/${layout}`;
  return { [LOCATION_TEMPLATE]: bucket.includes("${") ? sub(text) : text };
}

const PARQUET = {
  InputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
  OutputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
  SerdeInfo: {
    SerializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
    Parameters: { "serialization.format": "1" },
  },
} as const;
