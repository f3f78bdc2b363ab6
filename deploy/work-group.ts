import type { Resource } from "./cloudformation.ts";
import { type Validation, validation } from "./validation.ts";

/**
 * Where validation asks. Its settings cannot be overridden by a query, and Athena cancels a query that scans too much.
 *
 * Results are kept by Athena itself, for 24 hours: a run reads them at once, and nothing has to be granted on a bucket
 * or deleted from one whose lifecycle is not ours. They cannot be reused by a later query, which no check wants.
 * https://docs.aws.amazon.com/athena/latest/ug/managed-results.html
 */
export const workGroup = ({ workGroup }: Validation): Resource => ({
  Type: "AWS::Athena::WorkGroup",
  Properties: {
    Name: workGroup,
    Description: "Checks of the data's freshness, completeness and quality",
    State: "ENABLED",
    // Its history counts as content, and would keep `sls remove` from ending it.
    RecursiveDeleteOption: true,
    WorkGroupConfiguration: {
      EnforceWorkGroupConfiguration: true,
      PublishCloudWatchMetricsEnabled: true,
      RequesterPaysEnabled: false,
      BytesScannedCutoffPerQuery: validation.queryBytes,
      EngineVersion: { SelectedEngineVersion: "Athena engine version 3" },
      ManagedQueryResultsConfiguration: { Enabled: true },
    },
  },
});
