import {
  CreateNamedQueryCommand,
  DeleteNamedQueryCommand,
  GetNamedQueryCommand,
  paginateListNamedQueries,
} from "@aws-sdk/client-athena";
import type { Properties, ResourceClients, ResourceType } from "../resource-type.ts";

export const namedQuery: ResourceType = {
  identity: ({ Name }) => ({ ref: String(Name) }),
  create: ({ athena }, { Name, Description, Database, QueryString, WorkGroup }) =>
    athena.send(
      new CreateNamedQueryCommand({
        Name: String(Name),
        Description: String(Description),
        Database: String(Database),
        QueryString: String(QueryString),
        WorkGroup: String(WorkGroup),
      }),
    ),
  async update(clients, properties, name) {
    await endNamedQuery(clients, properties, name);
    await namedQuery.create(clients, properties);
  },
  remove: endNamedQuery,
};

/** Athena knows it by an id that it made up; in a workgroup of ours the name tells it as well. */
async function endNamedQuery(
  { athena }: ResourceClients,
  { WorkGroup }: Properties,
  name: string,
): Promise<void> {
  for await (const { NamedQueryIds = [] } of paginateListNamedQueries(
    { client: athena },
    { WorkGroup: String(WorkGroup) },
  )) {
    for (const NamedQueryId of NamedQueryIds) {
      const { NamedQuery } = await athena.send(new GetNamedQueryCommand({ NamedQueryId }));
      if (NamedQuery?.Name === name) await athena.send(new DeleteNamedQueryCommand({ NamedQueryId }));
    }
  }
}
