import { UpdateWorkGroupCommand } from "@aws-sdk/client-athena";
import {
  CreatePartitionIndexCommand,
  DeletePartitionIndexCommand,
  DeleteTableCommand,
  GetTableCommand,
  type TableInput,
  UpdateTableCommand,
} from "@aws-sdk/client-glue";
import type { EventSourceMappingConfiguration } from "@aws-sdk/client-lambda";
import {
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
} from "@aws-sdk/client-s3";
import { DeleteQueueCommand, SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import type { StageReader } from "../../operate/doctor/port.ts";
import { NAME, queueArn, type SoundStage } from "./stage.ts";

/** What happens to a sound stage. */
export type FaultPlant = (stage: SoundStage) => unknown;

const queueUrl = ({ stack }: SoundStage, name: string) => `${stack.endpoint}/${stack.accountId}/${name}`;

export const queue =
  (name: string, Attributes: Readonly<Record<string, string>>): FaultPlant =>
  (stage) =>
    stage.clients.sqs.send(new SetQueueAttributesCommand({ QueueUrl: queueUrl(stage, name), Attributes }));

export const notifications =
  (configuration: (stage: SoundStage) => NotificationConfiguration): FaultPlant =>
  (stage) =>
    stage.clients.s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: stage.bucket,
        NotificationConfiguration: configuration(stage),
        SkipDestinationValidation: true,
      }),
    );

export const toQueue = (name: string, prefix: string) => ({
  QueueArn: queueArn(name),
  Events: ["s3:ObjectCreated:*" as const],
  Filter: { Key: { FilterRules: [{ Name: "prefix" as const, Value: prefix }] } },
});

export const table =
  (database: string, name: string, change: (input: TableInput) => TableInput): FaultPlant =>
  async ({ clients }) => {
    const found = await clients.glue.send(new GetTableCommand({ DatabaseName: database, Name: name }));
    const { PartitionKeys, StorageDescriptor, TableType, Parameters, ViewOriginalText } = found.Table!;
    const input = { Name: name, PartitionKeys, StorageDescriptor, TableType, Parameters, ViewOriginalText };
    await clients.glue.send(new UpdateTableCommand({ DatabaseName: database, TableInput: change(input) }));
  };

export const withoutQueue =
  (name: string): FaultPlant =>
  (stage) =>
    stage.clients.sqs.send(new DeleteQueueCommand({ QueueUrl: queueUrl(stage, name) }));

/** The local S3 deletes no bucket: this one tells nobody, and is not found until somebody makes it. */
export const withoutBucket: FaultPlant = async (stage) => {
  await notifications(() => ({}))(stage);
  const gone = { kind: "error", code: "NoSuchBucket", status: 404 } as const;
  missingBucket = ["GetBucketLocation", "GetBucketNotificationConfiguration"].map((operation) =>
    stage.stack.faults.add({ operation: `S3.${operation}`, ...gone }),
  );
};

let missingBucket: (() => void)[] = [];

/** Ends what `withoutBucket` did. */
export const makeMissingBucket = () => {
  for (const make of missingBucket) make();
};

export const dropped =
  (database: string, name: string): FaultPlant =>
  ({ clients }) =>
    clients.glue.send(new DeleteTableCommand({ DatabaseName: database, Name: name }));

export const WORKGROUP = `${NAME}-validation`;

export const workGroup =
  (update: Omit<UpdateWorkGroupCommand["input"], "WorkGroup">): FaultPlant =>
  ({ clients }) =>
    clients.athena.send(new UpdateWorkGroupCommand({ WorkGroup: WORKGROUP, ...update }));

/** What feeds a function. */
export const fed =
  (change: EventSourceMappingConfiguration, functionName = REGISTER): FaultPlant =>
  ({ account }) =>
    Object.assign(account.mappings.find(({ FunctionArn }) => FunctionArn === functionName)!, change);

export const unfed =
  (functionName: string): FaultPlant =>
  ({ account }) => {
    const of = account.mappings.findIndex(({ FunctionArn }) => FunctionArn === functionName);
    account.mappings.splice(of, 1);
  };

/** Lake Formation decides about the trades. */
export const granted =
  (...grants: readonly (readonly [role: string, ...permissions: string[]])[]): FaultPlant =>
  ({ account }) => {
    const resource = { Table: { DatabaseName: RAW, Name: "trades" } };
    account.grants = [
      ...account.grants.filter((grant) => grant.resource.Table?.Name !== "trades"),
      ...grants.map(([role, ...permissions]) => ({ principal: roleArn(role), permissions, resource })),
    ];
  };

export const roleArn = (name: string) => `arn:aws:iam::000000000000:role/${name}`;

export const both =
  (...plants: readonly FaultPlant[]): FaultPlant =>
  async (stage) => {
    for (const plant of plants) await plant(stage);
  };

export const key =
  (enabled: boolean, policy: object): FaultPlant =>
  async (stage) => {
    await queue(REGISTER, { KmsMasterKeyId: "alias/queues" })(stage);
    stage.account.keys.set("alias/queues", { id: "k", arn: KEY, enabled, policy });
  };

/** Its policy lets S3 in. */
export const OPEN_KEY = { Statement: [{ Effect: "Allow", Principal: "*", Action: "kms:*", Resource: "*" }] };

/** Whether S3 is in that organisation is for IAM to know. */
export const CONDITIONED = {
  Statement: [
    {
      Effect: "Allow",
      Principal: { Service: "s3.amazonaws.com" },
      Action: ["sqs:SendMessage", "kms:*"],
      Resource: "*",
      Condition: { StringEquals: { "aws:SourceOrgID": "o-1" } },
    },
  ],
};

export const sees =
  (seen: Partial<StageReader>): FaultPlant =>
  (stage) => {
    stage.sees = seen;
  };

const KEY = "arn:aws:kms:us-east-1:000000000000:key/k";
export const REGISTER = `${NAME}-register`;
export const PARKING = `${NAME}-parking`;
export const RAW = "stock_trades_raw_dev";

const TRADES_TABLE = { DatabaseName: RAW, TableName: "trades" };

export const withoutIndex: FaultPlant = ({ clients }) =>
  clients.glue.send(new DeletePartitionIndexCommand({ ...TRADES_TABLE, IndexName: "registrar" }));

/** By the same keys, under a name of somebody else's. */
export const withFailedIndex: FaultPlant = ({ stack, clients }) => {
  stack.glue.faults.indexFails("by-hand", "INVALID_PARTITION_TYPE_DATA_ERROR");
  const PartitionIndex = { IndexName: "by-hand", Keys: ["day", "symbol"] };
  return clients.glue.send(new CreatePartitionIndexCommand({ ...TRADES_TABLE, PartitionIndex }));
};
