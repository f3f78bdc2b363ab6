import {
  BatchGetPartition$,
  BatchGetPartitionCommand,
  type BatchGetPartitionCommandInput,
} from "@aws-sdk/client-glue";
import { getSmithyContext } from "@smithy/core/client";

/**
 * BatchGetPartition, of whose answer only values, Location and Parameters are taken. Known partitions are read with
 * every batch, and Glue sends the columns of each along; to walk through those as the SDK does would cost several
 * times what all the rest of a batch does. What is left out is parsed as JSON and dropped.
 *
 * Schemas as the SDK writes them (@smithy/types, "static schemas"): [kind, namespace, name, traits, …].
 */
const NAMESPACE = BatchGetPartition$[1];
const LIST = 1;
const STRUCTURE = 3;
const STRING = 0;
const STRINGS = 64;
const STRINGS_BY_NAME = 128;

const list = (name: string, member: unknown) => [LIST, NAMESPACE, name, 0, member];
const structure = (name: string, members: Readonly<Record<string, unknown>>) => {
  return [STRUCTURE, NAMESPACE, name, 0, Object.keys(members), Object.values(members)];
};

const ANSWER = structure("BatchGetPartitionResponse", {
  Partitions: list(
    "PartitionList",
    structure("Partition", {
      Values: STRINGS,
      StorageDescriptor: structure("StorageDescriptor", { Location: STRING }),
      Parameters: STRINGS_BY_NAME,
    }),
  ),
  UnprocessedKeys: list("BatchGetPartitionValueList", structure("PartitionValueList", { Values: STRINGS })),
});

const OPERATION = [...BatchGetPartition$.slice(0, 5), ANSWER];

export function locationRead(input: BatchGetPartitionCommandInput): BatchGetPartitionCommand {
  const command = new BatchGetPartitionCommand(input);
  command.middlewareStack.add(
    (next, context) => {
      getSmithyContext(context).operationSchema = OPERATION;
      return next;
    },
    { step: "initialize", name: "locationsOnly" },
  );
  return command;
}
