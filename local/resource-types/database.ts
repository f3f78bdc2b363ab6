import {
  CreateDatabaseCommand,
  type CreateDatabaseCommandInput,
  DeleteDatabaseCommand,
  UpdateDatabaseCommand,
} from "@aws-sdk/client-glue";
import type { ResourceType } from "../resource-type.ts";

export const database: ResourceType = {
  identity: ({ DatabaseInput }) => ({ ref: String((DatabaseInput as { Name: unknown }).Name) }),
  create: ({ glue }, properties) =>
    glue.send(new CreateDatabaseCommand(properties as unknown as CreateDatabaseCommandInput)),
  update: ({ glue }, properties, Name) =>
    glue.send(new UpdateDatabaseCommand({ ...(properties as unknown as CreateDatabaseCommandInput), Name })),
  remove: ({ glue }, _, Name) => glue.send(new DeleteDatabaseCommand({ Name })),
};
