import { biWorkGroupName, granteeWorkGroupName } from "../shared/runtime/names.ts";
import type { Resource, Resources } from "./cloudformation.ts";
import type { Deployment } from "./deployment.ts";
import { resultsBucket, resultsInBucket } from "./results-bucket.ts";
import { type Validation, validation } from "./validation-settings.ts";

/**
 * Bytes that one query may scan before Athena cancels it: a cent at 5 USD a TB. CloudFormation's documentation calls the
 * number an Integer, and says nothing of more than 32 bits.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-athena-workgroup-workgroupconfiguration.html
 */
export const QUERY_BYTES = 2_000_000_000;

/** One for each kind of caller, so that each has limits, a history and a line on the bill of its own. */
export function workGroups(checks: Validation | undefined, { stage, ownsBucket }: Deployment): Resources {
  return {
    BiWorkGroup: workGroup(biWorkGroupName(stage), {
      Description: "Dashboards and exploration",
      BytesScannedCutoffPerQuery: QUERY_BYTES,
      // Some tools fetch results from S3 by themselves. A stage with somebody else's bucket owns none for them, either.
      ...(ownsBucket ? resultsInBucket(stage) : BY_ATHENA),
    }),
    ReaderWorkGroup: workGroup(granteeWorkGroupName(stage), {
      Description: "Readers with granted credentials",
      BytesScannedCutoffPerQuery: QUERY_BYTES,
      ...BY_ATHENA,
    }),
    ...(checks === undefined ? {} : { ValidationWorkGroup: validationWorkGroup(checks) }),
    ...(ownsBucket ? resultsBucket(stage) : {}),
  };
}

/** Its results cannot be reused by a later query, which no check wants. */
const validationWorkGroup = ({ workGroup: name }: Validation): Resource =>
  workGroup(name, {
    Description: "Checks of the data's freshness, completeness and quality",
    BytesScannedCutoffPerQuery: validation.queryBytes,
    ...BY_ATHENA,
  });

/**
 * Results are kept by Athena itself, encrypted, for 24 hours: nothing has to be granted on a bucket, nobody reads the
 * results of others there, and none have to be deleted.
 * https://docs.aws.amazon.com/athena/latest/ug/managed-results.html
 */
const BY_ATHENA = { ManagedQueryResultsConfiguration: { Enabled: true } } as const;

interface Settings {
  readonly Description: string;
  readonly BytesScannedCutoffPerQuery: number;
  readonly ManagedQueryResultsConfiguration?: object;
  readonly ResultConfiguration?: object;
}

/** Its settings cannot be overridden by a query, and Athena cancels a query that scans too much. */
const workGroup = (Name: string, { Description, ...settings }: Settings): Resource => ({
  Type: "AWS::Athena::WorkGroup",
  Properties: {
    Name,
    Description,
    State: "ENABLED",
    // Its history counts as content, and would keep `sls remove` from ending it.
    RecursiveDeleteOption: true,
    WorkGroupConfiguration: {
      EnforceWorkGroupConfiguration: true,
      PublishCloudWatchMetricsEnabled: true,
      RequesterPaysEnabled: false,
      EngineVersion: { SelectedEngineVersion: "Athena engine version 3" },
      ...settings,
    },
  },
});
