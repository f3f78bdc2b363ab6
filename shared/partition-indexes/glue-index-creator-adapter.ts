import { CreatePartitionIndexCommand, GlueClient } from "@aws-sdk/client-glue";
import { catalogError } from "../catalog/glue-errors.ts";
import { CLIENT_DEFAULTS } from "../runtime/client-defaults.ts";
import { INDEX_NAME } from "./index-name.ts";
import type { IndexCreator } from "./port.ts";

/** A hundred tables of one deployment are asked for at once. */
const LONGER = { ...CLIENT_DEFAULTS, maxAttempts: 6 } as const;

/** Glue, by CreatePartitionIndex. */
export function glueIndexCreator(client = new GlueClient(LONGER)): IndexCreator {
  return {
    async create({ database, table, keys }, signal) {
      const command = new CreatePartitionIndexCommand({
        DatabaseName: database,
        TableName: table,
        PartitionIndex: { IndexName: INDEX_NAME, Keys: [...keys] },
      });
      try {
        await client.send(command, { abortSignal: signal });
        return "accepted";
      } catch (thrown) {
        if (thrown instanceof Error && thrown.name === "AlreadyExistsException") return "exists";
        throw catalogError(thrown, `CreatePartitionIndex of ${database}.${table}`, signal);
      }
    },
  };
}
