import {
  BatchCreatePartitionCommand,
  GetPartitionsCommand,
  type GetPartitionsCommandInput,
  GetTableCommand,
  GlueClient,
  type Partition,
  type PartitionError,
  type PartitionInput,
  type StorageDescriptor,
  type TableIdentifier,
} from "@aws-sdk/client-glue";
import { CLIENT_DEFAULTS, withoutLogRecords } from "../runtime/client-defaults.ts";
import { CatalogError } from "../runtime/errors.ts";
import { quoted } from "../runtime/text.ts";
import { COLUMNS_HASH, columnsHash } from "./columns-hash.ts";
import { expressionOf } from "./day-ranges.ts";
import { glueAttempt, readAll } from "./glue-batches-adapter.ts";
import { refusalOf } from "./glue-errors.ts";
import { locationRead } from "./location-read-adapter.ts";
import type {
  Catalog,
  ListedPartition,
  NewPartition,
  PartitionListing,
  Refusal,
  StoredPartition,
  Table,
  TableFormat,
} from "./port.ts";

/** Parameters that every partition of ours carries, to tell later where it came from. */
const STAMP = {
  key: "registrar.key",
  eventTime: "registrar.event_time",
  registeredAt: "registrar.registered_at",
  columns: COLUMNS_HASH,
} as const;

/** The Glue Data Catalog of the account and Region that the SDK is configured for. */
export function glueCatalog(client = withoutLogRecords(new GlueClient(CLIENT_DEFAULTS))): Catalog {
  return {
    async table(database, name, signal) {
      const doing = `GetTable ${database}.${name}`;
      const command = new GetTableCommand({ DatabaseName: database, Name: name });
      const { Table: found } = await glueAttempt(doing, signal, () =>
        client.send(command, { abortSignal: signal }),
      );
      refuseLink(found?.TargetTable, doing);
      return {
        database,
        name,
        createdAt: found?.CreateTime?.getTime() ?? 0,
        keys: (found?.PartitionKeys ?? []).map((key) => key.Name ?? ""),
        keyTypes: (found?.PartitionKeys ?? []).map((key) => key.Type ?? ""),
        projected: found?.Parameters?.["projection.enabled"]?.toLowerCase() === "true",
        location: found?.StorageDescriptor?.Location ?? "",
        descriptor: found?.StorageDescriptor,
      };
    },

    async createPartitions(table, partitions, signal) {
      const doing = `BatchCreatePartition ${table.database}.${table.name}`;
      const command = new BatchCreatePartitionCommand({
        DatabaseName: table.database,
        TableName: table.name,
        PartitionInputList: partitions.map((partition) => partitionInput(table, partition)),
      });
      const { Errors } = await glueAttempt(doing, signal, () =>
        client.send(command, { abortSignal: signal }),
      );
      return refusals(Errors ?? [], partitions, doing);
    },

    async readPartitions(table, values, signal) {
      return readAll(table, values, (keys) => readOnce(client, table, keys, signal), storedPartition);
    },
  };
}

/** A link has no keys, no columns and no Location of its own: whatever is read of it would be taken for the table's. */
function refuseLink(target: TableIdentifier | undefined, doing: string): void {
  if (target === undefined) return;
  const { CatalogId, DatabaseName, Name } = target;
  const message = `${doing}: it is a resource link to ${quoted(`${DatabaseName}.${Name}`)} of the catalog ${quoted(CatalogId ?? "")}`;
  throw new CatalogError("RESOURCE_LINK", message);
}

/** Glue API, GetPartitions: MaxResults is 1 to 1,000. */
const PARTITIONS_PER_PAGE = 1000;

/** Apart from the catalog, so that the functions, which list nothing, do not bundle it. */
export function gluePartitions(client = new GlueClient(CLIENT_DEFAULTS)): PartitionListing {
  return {
    async *values(table, signal) {
      const pages = partitionPages(client, table, { ExcludeColumnSchema: true }, signal);
      for await (const page of pages) yield page.map(({ Values = [] }) => Values);
    },
    async *within(table, ranges, signal) {
      const pages = partitionPages(client, table, { Expression: expressionOf(ranges) }, signal);
      for await (const page of pages) yield page.map(listedPartition);
    },
    formatOf,
  };
}

/** The form of the table's own descriptor. */
export function formatOf({ descriptor }: Table): TableFormat {
  return formOf(descriptor as StorageDescriptor | undefined);
}

async function* partitionPages(
  client: GlueClient,
  table: Table,
  wanted: Pick<GetPartitionsCommandInput, "Expression" | "ExcludeColumnSchema">,
  signal: AbortSignal,
): AsyncGenerator<readonly Partition[]> {
  const doing = `GetPartitions ${table.database}.${table.name}`;
  for (let token: string | undefined, first = true; first || token !== undefined; first = false) {
    const command = new GetPartitionsCommand({
      ...wanted,
      DatabaseName: table.database,
      TableName: table.name,
      MaxResults: PARTITIONS_PER_PAGE,
      NextToken: token,
    });
    const page = await glueAttempt(doing, signal, () => client.send(command, { abortSignal: signal }));
    yield page.Partitions ?? [];
    token = page.NextToken;
  }
}

function listedPartition(partition: Partition): ListedPartition {
  return {
    ...storedPartition(partition),
    form: formOf(partition.StorageDescriptor),
  };
}

/** The form of a descriptor, a table's or a partition's. */
export function formOf(descriptor: StorageDescriptor | undefined): TableFormat {
  return {
    columns: (descriptor?.Columns ?? []).map(({ Name = "", Type = "" }) => ({ name: Name, type: Type })),
    inputFormat: descriptor?.InputFormat ?? "",
    serde: descriptor?.SerdeInfo?.SerializationLibrary ?? "",
  };
}

function readOnce(client: GlueClient, table: Table, keys: { Values: string[] }[], signal: AbortSignal) {
  const command = locationRead({
    DatabaseName: table.database,
    TableName: table.name,
    PartitionsToGet: keys,
  });
  const doing = `BatchGetPartition ${table.database}.${table.name}`;
  return glueAttempt(doing, signal, () => client.send(command, { abortSignal: signal }));
}

/** A partition inherits everything from the live table but its Location: never from a template of ours. */
function partitionInput(
  table: Table,
  { values, location, provenance, registeredAt }: NewPartition,
): PartitionInput {
  return {
    Values: [...values],
    StorageDescriptor: { ...(table.descriptor as StorageDescriptor | undefined), Location: location },
    Parameters: {
      [STAMP.key]: provenance.key,
      [STAMP.registeredAt]: registeredAt,
      [STAMP.columns]: hashOf(table),
      ...(provenance.time === undefined ? {} : { [STAMP.eventTime]: provenance.time }),
    },
  };
}

const hashes = new WeakMap<Table, string>();

/** Of the columns that partitions inherit: made once for each time that the table was read. */
function hashOf(table: Table): string {
  const known = hashes.get(table) ?? columnsHash(formatOf(table).columns);
  hashes.set(table, known);
  return known;
}

function storedPartition({ Values, StorageDescriptor: descriptor, Parameters }: Partition): StoredPartition {
  return {
    values: Values ?? [],
    location: descriptor?.Location ?? "",
    registeredAt: Parameters?.[STAMP.registeredAt],
    registeredFor: Parameters?.[STAMP.key],
    eventTime: Parameters?.[STAMP.eventTime],
  };
}

/** Matched by values: Errors lists only what failed, in no promised order. */
function refusals(errors: PartitionError[], asked: readonly NewPartition[], doing: string): Refusal[] {
  const known = new Set(asked.map(({ values }) => JSON.stringify(values)));
  return errors.map((error) => {
    const { PartitionValues: values = [], ErrorDetail } = error;
    if (!known.has(JSON.stringify(values))) {
      // One of ours was refused, but which? Only reading tells.
      const found = ErrorDetail?.ErrorCode ?? "unknown";
      const message = `${doing}: ${found} for a partition that was not asked for: ${quoted(values)}`;
      throw new CatalogError("UNAVAILABLE", message, { effect: "unknown", retryable: true });
    }
    return refusalOf(error);
  });
}
