/** Every action of the local Athena, under the name that it has on the wire. */

import { batchGetNamedQuery } from "./actions/batch-get-named-query.ts";
import { batchGetQueryExecution } from "./actions/batch-get-query-execution.ts";
import { createNamedQuery } from "./actions/create-named-query.ts";
import { createPreparedStatement } from "./actions/create-prepared-statement.ts";
import { createWorkGroup } from "./actions/create-work-group.ts";
import { deleteNamedQuery } from "./actions/delete-named-query.ts";
import { deletePreparedStatement } from "./actions/delete-prepared-statement.ts";
import { deleteWorkGroup } from "./actions/delete-work-group.ts";
import { getDataCatalog } from "./actions/get-data-catalog.ts";
import { getDatabase } from "./actions/get-database.ts";
import { getNamedQuery } from "./actions/get-named-query.ts";
import { getPreparedStatement } from "./actions/get-prepared-statement.ts";
import { getQueryExecution } from "./actions/get-query-execution.ts";
import { getQueryResults } from "./actions/get-query-results.ts";
import { getTableMetadata } from "./actions/get-table-metadata.ts";
import { getWorkGroup } from "./actions/get-work-group.ts";
import { listDataCatalogs } from "./actions/list-data-catalogs.ts";
import { listDatabases } from "./actions/list-databases.ts";
import { listNamedQueries } from "./actions/list-named-queries.ts";
import { listPreparedStatements } from "./actions/list-prepared-statements.ts";
import { listQueryExecutions } from "./actions/list-query-executions.ts";
import { listTableMetadata } from "./actions/list-table-metadata.ts";
import { listWorkGroups } from "./actions/list-work-groups.ts";
import { startQueryExecution } from "./actions/start-query-execution.ts";
import { stopQueryExecution } from "./actions/stop-query-execution.ts";
import { updatePreparedStatement } from "./actions/update-prepared-statement.ts";
import { updateWorkGroup } from "./actions/update-work-group.ts";

export const actions = {
  BatchGetNamedQuery: batchGetNamedQuery,
  BatchGetQueryExecution: batchGetQueryExecution,
  CreateNamedQuery: createNamedQuery,
  CreatePreparedStatement: createPreparedStatement,
  CreateWorkGroup: createWorkGroup,
  DeleteNamedQuery: deleteNamedQuery,
  DeletePreparedStatement: deletePreparedStatement,
  DeleteWorkGroup: deleteWorkGroup,
  GetDataCatalog: getDataCatalog,
  GetDatabase: getDatabase,
  GetNamedQuery: getNamedQuery,
  GetPreparedStatement: getPreparedStatement,
  GetQueryExecution: getQueryExecution,
  GetQueryResults: getQueryResults,
  GetTableMetadata: getTableMetadata,
  GetWorkGroup: getWorkGroup,
  ListDataCatalogs: listDataCatalogs,
  ListDatabases: listDatabases,
  ListNamedQueries: listNamedQueries,
  ListPreparedStatements: listPreparedStatements,
  ListQueryExecutions: listQueryExecutions,
  ListTableMetadata: listTableMetadata,
  ListWorkGroups: listWorkGroups,
  StartQueryExecution: startQueryExecution,
  StopQueryExecution: stopQueryExecution,
  UpdatePreparedStatement: updatePreparedStatement,
  UpdateWorkGroup: updateWorkGroup,
};
