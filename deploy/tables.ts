import type { Dataset } from "../shared/dataset.ts";
import { databaseName } from "../shared/names.ts";
import { pascalCase, type Resource, type Resources, ref, sub } from "./cloudformation.ts";
import type { Deployment } from "./deployment.ts";

const databaseId = (declared: string) => `${pascalCase(declared)}Database`;
const tableId = ({ name }: Dataset) => `${pascalCase(name)}Table`;

/** The Glue databases and tables of the datasets. */
export function tables(datasets: readonly Dataset[], deployment: Deployment): Resources {
  const databases = [...new Set(datasets.map(({ database }) => database))];
  return Object.fromEntries([
    ...databases.map((declared) => [databaseId(declared), database(declared, deployment.stage)] as const),
    ...datasets.map((dataset) => [tableId(dataset), table(dataset, deployment.bucket)] as const),
  ]);
}

/** "Bars5m" can come from bars_5m and from bars5m: names that differ may want the same logical id. */
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

function database(declared: string, stage: string): Resource {
  return {
    Type: "AWS::Glue::Database",
    Properties: { CatalogId: ref("AWS::AccountId"), DatabaseInput: { Name: databaseName(declared, stage) } },
  };
}

function table({ database, table, prefix, keys, columns }: Dataset, bucket: string): Resource {
  return {
    Type: "AWS::Glue::Table",
    Properties: {
      CatalogId: ref("AWS::AccountId"),
      DatabaseName: ref(databaseId(database)),
      TableInput: {
        Name: table,
        // Without it Athena's DDL fails with "NullPointerException Name is null".
        TableType: "EXTERNAL_TABLE",
        Parameters: { classification: "parquet", EXTERNAL: "TRUE" },
        // Strings, days too: Glue filters them alike and Athena compares YYYY-MM-DD in the right order.
        PartitionKeys: keys.map(({ name }) => ({ Name: name, Type: "string" })),
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

const PARQUET = {
  InputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
  OutputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
  SerdeInfo: {
    SerializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
    Parameters: { "serialization.format": "1" },
  },
} as const;
