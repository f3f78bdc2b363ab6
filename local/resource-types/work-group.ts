import {
  CreateWorkGroupCommand,
  DeleteWorkGroupCommand,
  UpdateWorkGroupCommand,
  type WorkGroupConfiguration,
  type WorkGroupConfigurationUpdates,
} from "@aws-sdk/client-athena";
import type { ResourceType } from "../resource-type.ts";

export const workGroup: ResourceType = {
  identity: ({ Name }) => ({ ref: String(Name) }),
  create: ({ athena }, { Name, Description, WorkGroupConfiguration }) =>
    athena.send(
      new CreateWorkGroupCommand({
        Name: String(Name),
        Description: String(Description),
        Configuration: WorkGroupConfiguration as WorkGroupConfiguration,
      }),
    ),
  update: ({ athena }, { Description, WorkGroupConfiguration }, WorkGroup) =>
    athena.send(
      new UpdateWorkGroupCommand({
        WorkGroup,
        Description: String(Description),
        ConfigurationUpdates: configurationUpdates(WorkGroupConfiguration as WorkGroupConfiguration),
      }),
    ),
  remove: ({ athena }, { RecursiveDeleteOption }, WorkGroup) =>
    athena.send(
      new DeleteWorkGroupCommand({ WorkGroup, RecursiveDeleteOption: RecursiveDeleteOption === true }),
    ),
};

/** The same settings, as an update calls them. */
function configurationUpdates({
  ManagedQueryResultsConfiguration,
  ResultConfiguration,
  ...settings
}: WorkGroupConfiguration): WorkGroupConfigurationUpdates {
  return {
    ...settings,
    ManagedQueryResultsConfigurationUpdates: ManagedQueryResultsConfiguration,
    ResultConfigurationUpdates: ResultConfiguration,
  };
}
