import {
  BatchCreatePartitionCommand,
  BatchDeletePartitionCommand,
  BatchGetPartitionCommand,
  GlueClient,
  type Partition,
  type PartitionInput,
} from "@aws-sdk/client-glue";
import { glueAttempt, readAll } from "../catalog/glue-batches-adapter.ts";
import { refusalOf } from "../catalog/glue-errors.ts";
import type { Table } from "../catalog/port.ts";
import { CLIENT_DEFAULTS } from "../runtime/client-defaults.ts";
import type { PartitionRemover, WholePartition } from "./port.ts";

/** Glue, by BatchGetPartition, BatchDeletePartition and BatchCreatePartition. */
export function gluePartitionRemover(client = new GlueClient(CLIENT_DEFAULTS)): PartitionRemover {
  return {
    async readWhole(table, values, signal) {
      const readOnce = (PartitionsToGet: { Values: string[] }[]) => {
        const command = new BatchGetPartitionCommand({ ...nameOf(table), PartitionsToGet });
        return glueAttempt(doing("BatchGetPartition", table), signal, () =>
          client.send(command, { abortSignal: signal }),
        );
      };
      return readAll(table, values, readOnce, wholePartition);
    },
    async delete(table, values, signal) {
      const command = new BatchDeletePartitionCommand({
        ...nameOf(table),
        PartitionsToDelete: values.map((one) => ({ Values: [...one] })),
      });
      const { Errors = [] } = await glueAttempt(doing("BatchDeletePartition", table), signal, () =>
        client.send(command, { abortSignal: signal }),
      );
      const present = Errors.filter(
        ({ ErrorDetail }) => ErrorDetail?.ErrorCode !== "EntityNotFoundException",
      );
      return present.map(refusalOf);
    },
    async restore(table, partitions, signal) {
      const command = new BatchCreatePartitionCommand({
        ...nameOf(table),
        PartitionInputList: partitions.map(({ input }) => partitionInput(input as PartitionInput)),
      });
      const { Errors = [] } = await glueAttempt(doing("BatchCreatePartition", table), signal, () =>
        client.send(command, { abortSignal: signal }),
      );
      return Errors.map(refusalOf);
    },
  };
}

const nameOf = ({ database, name }: Table) => ({ DatabaseName: database, TableName: name });
const doing = (operation: string, { database, name }: Table) => `${operation} ${database}.${name}`;

function wholePartition(partition: Partition): WholePartition {
  const { Values = [], StorageDescriptor, Parameters, LastAccessTime, LastAnalyzedTime } = partition;
  const input: PartitionInput = { Values, StorageDescriptor, Parameters, LastAccessTime, LastAnalyzedTime };
  return { values: Values, location: StorageDescriptor?.Location ?? "", input };
}

/** In JSON times are text. */
function partitionInput({ LastAccessTime, LastAnalyzedTime, ...input }: PartitionInput): PartitionInput {
  return {
    ...input,
    ...(LastAccessTime === undefined ? {} : { LastAccessTime: new Date(LastAccessTime) }),
    ...(LastAnalyzedTime === undefined ? {} : { LastAnalyzedTime: new Date(LastAnalyzedTime) }),
  };
}
