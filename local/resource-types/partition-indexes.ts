import { glueIndexCreator } from "../../shared/partition-indexes/glue-index-creator-adapter.ts";
import { tablesOf } from "../../shared/partition-indexes/indexing.ts";
import type { Properties, ResourceClients, ResourceType } from "../resource-type.ts";

/** What the function of this custom resource asks of Glue. Indexes go with their tables. */
export const partitionIndexes: ResourceType = {
  identity: () => ({ ref: "PartitionIndexes" }),
  create: createAll,
  update: createAll,
};

async function createAll({ glue }: ResourceClients, { Tables }: Properties): Promise<void> {
  const creator = glueIndexCreator(glue);
  for (const table of tablesOf(Tables)) await creator.create(table, new AbortController().signal);
}
