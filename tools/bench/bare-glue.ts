import { BatchCreatePartitionCommand, GlueClient } from "@aws-sdk/client-glue";

/** What no register function can do without. */
export const client = new GlueClient();
export const Command = BatchCreatePartitionCommand;
