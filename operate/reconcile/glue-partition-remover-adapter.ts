import {
  BatchCreatePartitionCommand,
  BatchDeletePartitionCommand,
  BatchGetPartitionCommand,
  GlueClient,
  type Partition,
  type PartitionError,
  type PartitionInput,
} from "@aws-sdk/client-glue";
import { catalogError, itemError } from "../../shared/catalog/glue-errors.ts";
import type { Refusal, Table } from "../../shared/catalog/port.ts";
import { CLIENT_DEFAULTS } from "../../shared/runtime/client-defaults.ts";
import { CatalogError } from "../../shared/runtime/errors.ts";
import type { PartitionRemover, WholePartition } from "./port.ts";

/** How often a read may answer that it left keys unread without reading any. */
const FRUITLESS_READS = 3;

/** Glue, by BatchGetPartition, BatchDeletePartition and BatchCreatePartition. */
export function gluePartitionRemover(client = new GlueClient(CLIENT_DEFAULTS)): PartitionRemover {
  return {
    async readWhole(table, values, signal) {
      const whole: WholePartition[] = [];
      let unread = values.map((one) => ({ Values: [...one] }));
      for (let fruitless = 0; unread.length > 0; ) {
        const command = new BatchGetPartitionCommand({ ...nameOf(table), PartitionsToGet: unread });
        const { Partitions = [], UnprocessedKeys = [] } = await attempt(
          "BatchGetPartition",
          table,
          signal,
          () => client.send(command, { abortSignal: signal }),
        );
        whole.push(...Partitions.map(wholePartition));
        fruitless = UnprocessedKeys.length === unread.length ? fruitless + 1 : 0;
        if (fruitless === FRUITLESS_READS) {
          const message = `BatchGetPartition ${table.database}.${table.name} keeps leaving keys unprocessed`;
          throw new CatalogError("UNAVAILABLE", message, { retryable: true });
        }
        unread = UnprocessedKeys.map((key) => ({ Values: key.Values ?? [] }));
      }
      return whole;
    },
    async delete(table, values, signal) {
      const command = new BatchDeletePartitionCommand({
        ...nameOf(table),
        PartitionsToDelete: values.map((one) => ({ Values: [...one] })),
      });
      const { Errors = [] } = await attempt("BatchDeletePartition", table, signal, () =>
        client.send(command, { abortSignal: signal }),
      );
      return refusals(
        Errors.filter(({ ErrorDetail }) => ErrorDetail?.ErrorCode !== "EntityNotFoundException"),
      );
    },
    async restore(table, partitions, signal) {
      const command = new BatchCreatePartitionCommand({
        ...nameOf(table),
        PartitionInputList: partitions.map(({ input }) => partitionInput(input as PartitionInput)),
      });
      const { Errors = [] } = await attempt("BatchCreatePartition", table, signal, () =>
        client.send(command, { abortSignal: signal }),
      );
      return refusals(Errors);
    },
  };
}

const nameOf = ({ database, name }: Table) => ({ DatabaseName: database, TableName: name });

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

function refusals(errors: readonly PartitionError[]): Refusal[] {
  return errors.map(({ PartitionValues: values = [], ErrorDetail }) => {
    const { ErrorCode = "unknown", ErrorMessage = "" } = ErrorDetail ?? {};
    const exists = ErrorCode === "AlreadyExistsException";
    return { values, error: exists ? "already exists" : itemError(ErrorCode, ErrorMessage) };
  });
}

async function attempt<Answer>(
  operation: string,
  { database, name }: Table,
  signal: AbortSignal,
  call: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await call();
  } catch (thrown) {
    throw catalogError(thrown, `${operation} ${database}.${name}`, signal);
  }
}
