/** Every operation that the local Glue answers, under the name it has on the wire. */

import { batchCreatePartition } from "./actions/batchCreatePartition.ts";
import { batchDeletePartition } from "./actions/batchDeletePartition.ts";
import { batchGetPartition } from "./actions/batchGetPartition.ts";
import { batchUpdatePartition } from "./actions/batchUpdatePartition.ts";
import { createCrawler } from "./actions/createCrawler.ts";
import { createDatabase } from "./actions/createDatabase.ts";
import { createPartition } from "./actions/createPartition.ts";
import { createTable } from "./actions/createTable.ts";
import { deleteColumnStatisticsForPartition } from "./actions/deleteColumnStatisticsForPartition.ts";
import { deleteColumnStatisticsForTable } from "./actions/deleteColumnStatisticsForTable.ts";
import { deleteCrawler } from "./actions/deleteCrawler.ts";
import { deleteDatabase } from "./actions/deleteDatabase.ts";
import { deletePartition } from "./actions/deletePartition.ts";
import { deleteTable } from "./actions/deleteTable.ts";
import { deleteTableVersion } from "./actions/deleteTableVersion.ts";
import { getColumnStatisticsForPartition } from "./actions/getColumnStatisticsForPartition.ts";
import { getColumnStatisticsForTable } from "./actions/getColumnStatisticsForTable.ts";
import { getCrawler } from "./actions/getCrawler.ts";
import { getDatabase } from "./actions/getDatabase.ts";
import { getDatabases } from "./actions/getDatabases.ts";
import { getPartition } from "./actions/getPartition.ts";
import { getPartitions } from "./actions/getPartitions.ts";
import { getTable } from "./actions/getTable.ts";
import { getTables } from "./actions/getTables.ts";
import { getTableVersions } from "./actions/getTableVersions.ts";
import { listCrawls } from "./actions/listCrawls.ts";
import { searchTables } from "./actions/searchTables.ts";
import { startCrawler } from "./actions/startCrawler.ts";
import { stopCrawler } from "./actions/stopCrawler.ts";
import { updateColumnStatisticsForPartition } from "./actions/updateColumnStatisticsForPartition.ts";
import { updateColumnStatisticsForTable } from "./actions/updateColumnStatisticsForTable.ts";
import { updateCrawler } from "./actions/updateCrawler.ts";
import { updateDatabase } from "./actions/updateDatabase.ts";
import { updatePartition } from "./actions/updatePartition.ts";
import { updateTable } from "./actions/updateTable.ts";

export const operations = {
  BatchCreatePartition: batchCreatePartition,
  BatchDeletePartition: batchDeletePartition,
  BatchGetPartition: batchGetPartition,
  BatchUpdatePartition: batchUpdatePartition,
  CreateCrawler: createCrawler,
  CreateDatabase: createDatabase,
  CreatePartition: createPartition,
  CreateTable: createTable,
  DeleteColumnStatisticsForPartition: deleteColumnStatisticsForPartition,
  DeleteColumnStatisticsForTable: deleteColumnStatisticsForTable,
  DeleteCrawler: deleteCrawler,
  DeleteDatabase: deleteDatabase,
  DeletePartition: deletePartition,
  DeleteTable: deleteTable,
  DeleteTableVersion: deleteTableVersion,
  GetColumnStatisticsForPartition: getColumnStatisticsForPartition,
  GetColumnStatisticsForTable: getColumnStatisticsForTable,
  GetCrawler: getCrawler,
  GetDatabase: getDatabase,
  GetDatabases: getDatabases,
  GetPartition: getPartition,
  GetPartitions: getPartitions,
  GetTable: getTable,
  GetTables: getTables,
  GetTableVersions: getTableVersions,
  ListCrawls: listCrawls,
  SearchTables: searchTables,
  StartCrawler: startCrawler,
  StopCrawler: stopCrawler,
  UpdateColumnStatisticsForPartition: updateColumnStatisticsForPartition,
  UpdateColumnStatisticsForTable: updateColumnStatisticsForTable,
  UpdateCrawler: updateCrawler,
  UpdateDatabase: updateDatabase,
  UpdatePartition: updatePartition,
  UpdateTable: updateTable,
};
