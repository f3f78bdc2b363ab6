import {
  BatchGetPartitionCommand,
  BatchUpdatePartitionCommand,
  type Column,
  GlueClient,
  type Partition,
  type PartitionInput,
  type StorageDescriptor,
} from "@aws-sdk/client-glue";
import { COLUMNS_HASH, columnsHash } from "../catalog/columns-hash.ts";
import { glueAttempt, readAll } from "../catalog/glue-batches-adapter.ts";
import { formatOf, formOf } from "../catalog/glue-catalog-adapter.ts";
import { refusalOf } from "../catalog/glue-errors.ts";
import type { Table } from "../catalog/port.ts";
import { CLIENT_DEFAULTS, withoutLogRecords } from "../runtime/client-defaults.ts";
import type { ColumnKeeper, FormedPartition } from "./port.ts";

/** Glue, by BatchGetPartition and BatchUpdatePartition. */
export function glueColumnKeeper(client = withoutLogRecords(new GlueClient(CLIENT_DEFAULTS))): ColumnKeeper {
  return {
    formatOf,

    async read(table, values, signal) {
      const readOnce = (PartitionsToGet: { Values: string[] }[]) => {
        const command = new BatchGetPartitionCommand({ ...nameOf(table), PartitionsToGet });
        return glueAttempt(doing("BatchGetPartition", table), signal, () =>
          client.send(command, { abortSignal: signal }),
        );
      };
      return readAll(table, values, readOnce, formedPartition);
    },

    async write(table, partitions, signal) {
      const command = new BatchUpdatePartitionCommand({
        ...nameOf(table),
        Entries: partitions.map(({ values, input }) => ({
          PartitionValueList: [...values],
          PartitionInput: withColumnsOf(table, input as PartitionInput),
        })),
      });
      const { Errors = [] } = await glueAttempt(doing("BatchUpdatePartition", table), signal, () =>
        client.send(command, { abortSignal: signal }),
      );
      return Errors.map(({ PartitionValueList, ErrorDetail }) =>
        refusalOf({ PartitionValues: PartitionValueList, ErrorDetail }),
      );
    },
  };
}

const nameOf = ({ database, name }: Table) => ({ DatabaseName: database, TableName: name });
const doing = (operation: string, { database, name }: Table) => `${operation} ${database}.${name}`;

function formedPartition(partition: Partition): FormedPartition {
  const { Values = [], StorageDescriptor, Parameters, LastAccessTime, LastAnalyzedTime } = partition;
  const input: PartitionInput = { Values, StorageDescriptor, Parameters, LastAccessTime, LastAnalyzedTime };
  const location = StorageDescriptor?.Location ?? "";
  return { values: Values, location, format: formOf(StorageDescriptor), input };
}

/** As it was read, but for its columns and their hash. A column that it has already stays its own, comment and all. */
function withColumnsOf({ descriptor }: Table, input: PartitionInput): PartitionInput {
  const { StorageDescriptor, Parameters } = input;
  const wanted = (descriptor as StorageDescriptor | undefined)?.Columns ?? [];
  const key = ({ Name = "" }: Column) => Name.toLowerCase();
  const own = new Map((StorageDescriptor?.Columns ?? []).map((column) => [key(column), column]));
  const Columns = wanted.map((column) => own.get(key(column)) ?? column);
  const form = formOf({ ...StorageDescriptor, Columns });
  return {
    ...input,
    StorageDescriptor: { ...StorageDescriptor, Columns },
    Parameters: { ...Parameters, [COLUMNS_HASH]: columnsHash(form.columns) },
  };
}
