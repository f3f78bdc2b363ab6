import {
  BatchCreatePartitionCommand,
  CreateTableCommand,
  GetTableCommand,
  GlueServiceException,
  type PartitionIndex,
} from "@aws-sdk/client-glue";
import { catalogError, itemError } from "../../../shared/catalog/glue-errors.ts";
import type { AutomaticCheck } from "../check.ts";
import { makeDatabase } from "../resources.ts";
import type { LiveWorld } from "../world.ts";

const TABLE = "trades";

async function makeTable(world: LiveWorld, PartitionIndexes?: PartitionIndex[]): Promise<string> {
  const database = await makeDatabase(world);
  const input = {
    DatabaseName: database,
    TableInput: {
      Name: TABLE,
      TableType: "EXTERNAL_TABLE",
      PartitionKeys: [{ Name: "day", Type: "string" }],
      StorageDescriptor: { Columns: [{ Name: "price", Type: "double" }], Location: `s3://${database}/` },
    },
  };
  await world.clients.glue.send(
    new CreateTableCommand({ ...input, ...(PartitionIndexes === undefined ? {} : { PartitionIndexes }) }),
  );
  return database;
}

/** Answers the codes that Glue gives to single partitions of a call. */
async function create({ clients }: LiveWorld, DatabaseName: string, ...values: string[]): Promise<string[]> {
  const { Errors = [] } = await clients.glue.send(
    new BatchCreatePartitionCommand({
      DatabaseName,
      TableName: TABLE,
      PartitionInputList: values.map((value) => ({
        Values: [value],
        StorageDescriptor: { Location: `s3://${DatabaseName}/day=${value}/` },
      })),
    }),
  );
  return Errors.map(({ ErrorDetail }) => ErrorDetail?.ErrorCode ?? "");
}

/** Calls at once, which is more than any function of ours makes. */
const BURST = 300;

export const catalog: readonly AutomaticCheck[] = [
  {
    id: "glue-errors",
    assumption:
      "a partition that exists is told in Errors as AlreadyExistsException, and the others are created",
    reliesOn: ["shared/catalog/glue-errors.ts", "shared/register/glue-answers.ts"],
    calls: ["glue:CreateDatabase", "glue:CreateTable", "glue:BatchCreatePartition"],
    cost: 0.01,
    async run(world) {
      const database = await makeTable(world);
      await create(world, database, "2026-11-20");
      const codes = await create(world, database, "2026-11-20", "2026-11-23");
      const isNew = (await create(world, database, "2026-11-23")).length === 0;
      return {
        holds: codes.join() === "AlreadyExistsException" && !isNew,
        saw: `Errors held ${codes.join(", ") || "nothing"}; the other partition ${isNew ? "was not created" : "was created"}`,
      };
    },
  },
  {
    id: "glue-throttling",
    assumption: "Glue's refusals of too many calls have names that the product takes for throttling",
    reliesOn: ["shared/catalog/glue-errors.ts"],
    calls: [`glue:GetTable, ${BURST} at once`],
    cost: 0.01,
    async run(world) {
      const database = await makeTable(world);
      const { signal } = new AbortController();
      const refused = await Promise.all(
        Array.from({ length: BURST }, () =>
          world.clients.impatientGlue.send(new GetTableCommand({ DatabaseName: database, Name: TABLE })).then(
            () => undefined,
            (thrown: unknown) => thrown,
          ),
        ),
      );
      // Anything else is a connection that broke, of which there are many at once.
      const errors = refused.filter((one) => one instanceof GlueServiceException);
      const strange = errors.filter((one) => catalogError(one, "GetTable", signal).code !== "THROTTLED");
      const names = [...new Set(errors.map(({ name }) => name))].join(", ") || "none";
      return {
        holds: strange.length === 0,
        saw: `${errors.length} of ${BURST} were refused: ${names}`,
      };
    },
  },
  {
    id: "partition-index",
    assumption: "partitions of a table with a partition index are registered as of any other",
    reliesOn: ["shared/catalog/glue-catalog-adapter.ts"],
    calls: ["glue:CreateTable", "glue:BatchCreatePartition"],
    cost: 0.01,
    async run(world) {
      const database = await makeTable(world, [{ IndexName: "by_day", Keys: ["day"] }]);
      const codes = await create(world, database, "2026-11-20");
      const meanings = codes.map((code) => itemError(code, "").code);
      return { holds: codes.length === 0, saw: codes.length === 0 ? "created" : `${codes} (${meanings})` };
    },
  },
];
