import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  UpdateTableCommand,
} from "@aws-sdk/client-glue";
import type { Properties, ResourceType } from "../resource-type.ts";

export const table: ResourceType = {
  identity: ({ TableInput }) => ({ ref: String((TableInput as { Name: unknown }).Name) }),
  create: ({ glue }, properties) => glue.send(new CreateTableCommand(tableInput(properties))),
  update: ({ glue }, properties) => glue.send(new UpdateTableCommand(tableInput(properties))),
  remove: ({ glue }, properties, Name) =>
    glue.send(new DeleteTableCommand({ DatabaseName: tableInput(properties).DatabaseName, Name })),
};

const tableInput = (properties: Properties) => properties as unknown as CreateTableCommandInput;
