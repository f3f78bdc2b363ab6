/** Every operation that the local Athena answers, under the name it has on the wire. */

import { batchGetNamedQuery } from "./actions/batchGetNamedQuery.ts";
import { batchGetQueryExecution } from "./actions/batchGetQueryExecution.ts";
import { createNamedQuery } from "./actions/createNamedQuery.ts";
import { createPreparedStatement } from "./actions/createPreparedStatement.ts";
import { createWorkGroup } from "./actions/createWorkGroup.ts";
import { deleteNamedQuery } from "./actions/deleteNamedQuery.ts";
import { deletePreparedStatement } from "./actions/deletePreparedStatement.ts";
import { deleteWorkGroup } from "./actions/deleteWorkGroup.ts";
import { getDatabase } from "./actions/getDatabase.ts";
import { getDataCatalog } from "./actions/getDataCatalog.ts";
import { getNamedQuery } from "./actions/getNamedQuery.ts";
import { getPreparedStatement } from "./actions/getPreparedStatement.ts";
import { getQueryExecution } from "./actions/getQueryExecution.ts";
import { getQueryResults } from "./actions/getQueryResults.ts";
import { getTableMetadata } from "./actions/getTableMetadata.ts";
import { getWorkGroup } from "./actions/getWorkGroup.ts";
import { listDatabases } from "./actions/listDatabases.ts";
import { listDataCatalogs } from "./actions/listDataCatalogs.ts";
import { listNamedQueries } from "./actions/listNamedQueries.ts";
import { listPreparedStatements } from "./actions/listPreparedStatements.ts";
import { listQueryExecutions } from "./actions/listQueryExecutions.ts";
import { listTableMetadata } from "./actions/listTableMetadata.ts";
import { listWorkGroups } from "./actions/listWorkGroups.ts";
import { startQueryExecution } from "./actions/startQueryExecution.ts";
import { stopQueryExecution } from "./actions/stopQueryExecution.ts";
import { updatePreparedStatement } from "./actions/updatePreparedStatement.ts";
import { updateWorkGroup } from "./actions/updateWorkGroup.ts";

export const operations = {
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
