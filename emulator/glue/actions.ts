/** Every action of the local Glue, under the name that it has on the wire. */

import { batchCreatePartition } from "./actions/batch-create-partition.ts";
import { batchDeletePartition } from "./actions/batch-delete-partition.ts";
import { batchGetPartition } from "./actions/batch-get-partition.ts";
import { batchUpdatePartition } from "./actions/batch-update-partition.ts";
import { createCrawler } from "./actions/create-crawler.ts";
import { createDatabase } from "./actions/create-database.ts";
import { createPartition } from "./actions/create-partition.ts";
import { createPartitionIndex } from "./actions/create-partition-index.ts";
import { createTable } from "./actions/create-table.ts";
import { deleteColumnStatisticsForPartition } from "./actions/delete-column-statistics-for-partition.ts";
import { deleteColumnStatisticsForTable } from "./actions/delete-column-statistics-for-table.ts";
import { deleteCrawler } from "./actions/delete-crawler.ts";
import { deleteDatabase } from "./actions/delete-database.ts";
import { deletePartition } from "./actions/delete-partition.ts";
import { deletePartitionIndex } from "./actions/delete-partition-index.ts";
import { deleteTable } from "./actions/delete-table.ts";
import { deleteTableVersion } from "./actions/delete-table-version.ts";
import { getColumnStatisticsForPartition } from "./actions/get-column-statistics-for-partition.ts";
import { getColumnStatisticsForTable } from "./actions/get-column-statistics-for-table.ts";
import { getCrawler } from "./actions/get-crawler.ts";
import { getDatabase } from "./actions/get-database.ts";
import { getDatabases } from "./actions/get-databases.ts";
import { getPartition } from "./actions/get-partition.ts";
import { getPartitionIndexes } from "./actions/get-partition-indexes.ts";
import { getPartitions } from "./actions/get-partitions.ts";
import { getTable } from "./actions/get-table.ts";
import { getTableVersions } from "./actions/get-table-versions.ts";
import { getTables } from "./actions/get-tables.ts";
import { listCrawls } from "./actions/list-crawls.ts";
import { searchTables } from "./actions/search-tables.ts";
import { startCrawler } from "./actions/start-crawler.ts";
import { stopCrawler } from "./actions/stop-crawler.ts";
import { updateColumnStatisticsForPartition } from "./actions/update-column-statistics-for-partition.ts";
import { updateColumnStatisticsForTable } from "./actions/update-column-statistics-for-table.ts";
import { updateCrawler } from "./actions/update-crawler.ts";
import { updateDatabase } from "./actions/update-database.ts";
import { updatePartition } from "./actions/update-partition.ts";
import { updateTable } from "./actions/update-table.ts";

export const actions = {
  BatchCreatePartition: batchCreatePartition,
  BatchDeletePartition: batchDeletePartition,
  BatchGetPartition: batchGetPartition,
  BatchUpdatePartition: batchUpdatePartition,
  CreateCrawler: createCrawler,
  CreateDatabase: createDatabase,
  CreatePartition: createPartition,
  CreatePartitionIndex: createPartitionIndex,
  CreateTable: createTable,
  DeleteColumnStatisticsForPartition: deleteColumnStatisticsForPartition,
  DeleteColumnStatisticsForTable: deleteColumnStatisticsForTable,
  DeleteCrawler: deleteCrawler,
  DeleteDatabase: deleteDatabase,
  DeletePartition: deletePartition,
  DeletePartitionIndex: deletePartitionIndex,
  DeleteTable: deleteTable,
  DeleteTableVersion: deleteTableVersion,
  GetColumnStatisticsForPartition: getColumnStatisticsForPartition,
  GetColumnStatisticsForTable: getColumnStatisticsForTable,
  GetCrawler: getCrawler,
  GetDatabase: getDatabase,
  GetDatabases: getDatabases,
  GetPartition: getPartition,
  GetPartitionIndexes: getPartitionIndexes,
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
