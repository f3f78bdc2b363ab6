/**
 * Limits of the Athena API, as its reference states them: Amazon Athena API Reference, the pages of the operations
 * and of ResultConfiguration, WorkGroupConfiguration, QueryExecutionContext.
 */

import type { Limits } from "../wire/limits.ts";

const EXECUTION_ID = { length: [1, 128], pattern: /^\S+$/ } as const;
const WORK_GROUP = { pattern: /^[a-zA-Z0-9._-]{1,128}$/ } as const;
const TOKEN = { length: [32, 128] } as const;
const NOT_OFFERED = { offered: false } as const;

export const athenaLimits: Limits = {
  "*.QueryString": { length: [1, 262_144] },
  "*.QueryExecutionId": EXECUTION_ID,
  "*.WorkGroup": WORK_GROUP,
  "*.ClientRequestToken": TOKEN,
  "*.NextToken": { length: [1, 1024] },

  "StartQueryExecutionInput.ExecutionParameters": { length: [1, Number.MAX_SAFE_INTEGER] },
  "StartQueryExecutionInput.ExecutionParameters.member": { length: [1, 1024] },
  "StartQueryExecutionInput.EngineConfiguration": NOT_OFFERED,
  "QueryExecutionContext.Database": { length: [1, 255] },
  "QueryExecutionContext.Catalog": { length: [1, 256] },
  "ResultReuseByAgeConfiguration.MaxAgeInMinutes": { value: [0, 10_080] },
  "BatchGetQueryExecutionInput.QueryExecutionIds": { length: [1, 50] },
  "BatchGetQueryExecutionInput.QueryExecutionIds.member": EXECUTION_ID,
  "ListQueryExecutionsInput.MaxResults": { value: [0, 50] },
  // The operation itself allows 1,000; its front end lets this many pass (see actions/get-query-results.ts).
  "GetQueryResultsInput.MaxResults": { value: [1, 100_000] },
  "GetQueryResultsInput.QueryResultType": { oneOf: ["DATA_MANIFEST", "DATA_ROWS"] },

  "CreateWorkGroupInput.Name": WORK_GROUP,
  "*.Description": { length: [0, 1024] },
  "UpdateWorkGroupInput.State": { oneOf: ["ENABLED", "DISABLED"] },
  "ListWorkGroupsInput.MaxResults": { value: [1, 50] },
  "*.BytesScannedCutoffPerQuery": { value: [10_000_000, Number.MAX_SAFE_INTEGER] },
  "*.AdditionalConfiguration": NOT_OFFERED,
  "*.ExecutionRole": NOT_OFFERED,
  "*.MonitoringConfiguration": NOT_OFFERED,
  "*.EngineConfiguration": NOT_OFFERED,
  "*.CustomerContentEncryptionConfiguration": NOT_OFFERED,
  "*.IdentityCenterConfiguration": NOT_OFFERED,
  "*.QueryResultsS3AccessGrantsConfiguration": NOT_OFFERED,
  "*.RemoveEncryptionConfiguration": NOT_OFFERED,
  "*.RemoveExpectedBucketOwner": NOT_OFFERED,
  "*.RemoveAclConfiguration": NOT_OFFERED,
  "*.RemoveCustomerContentEncryptionConfiguration": NOT_OFFERED,

  "*.CatalogName": { length: [1, 256] },
  "*.DatabaseName": { length: [1, 128] },
  "*.TableName": { length: [1, 128] },
  "GetDataCatalogInput.Name": { length: [1, 256] },
  "ListDataCatalogsInput.MaxResults": { value: [2, 50] },
  "ListDatabasesInput.MaxResults": { value: [1, 50] },
  "ListTableMetadataInput.MaxResults": { value: [1, 50] },
  "ListTableMetadataInput.Expression": { length: [0, 256] },

  "CreateNamedQueryInput.Name": { length: [1, 128] },
  "CreateNamedQueryInput.Description": { length: [1, 1024] },
  "CreateNamedQueryInput.Database": { length: [1, 255] },
  "ListNamedQueriesInput.MaxResults": { value: [0, 50] },
  "BatchGetNamedQueryInput.NamedQueryIds": { length: [1, 50] },

  "*.StatementName": { length: [1, 256], pattern: /^[a-zA-Z_][a-zA-Z0-9_@:]{1,256}$/ },
  "*.QueryStatement": { length: [1, 262_144] },
  "CreatePreparedStatementInput.Description": { length: [1, 1024] },
  "UpdatePreparedStatementInput.Description": { length: [1, 1024] },
  "ListPreparedStatementsInput.MaxResults": { value: [1, 50] },
};
