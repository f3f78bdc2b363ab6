/** Every operation that the local Glue answers, under the name it has on the wire. */

import { batchCreatePartition } from "./actions/batchCreatePartition.ts";
import { batchDeletePartition } from "./actions/batchDeletePartition.ts";
import { batchGetPartition } from "./actions/batchGetPartition.ts";
import { batchUpdatePartition } from "./actions/batchUpdatePartition.ts";
import { createCrawler } from "./actions/createCrawler.ts";
import { createDatabase } from "./actions/createDatabase.ts";
import { createPartition } from "./actions/createPartition.ts";
import { createTable } from "./actions/createTable.ts";
import { deleteCrawler } from "./actions/deleteCrawler.ts";
import { deleteDatabase } from "./actions/deleteDatabase.ts";
import { deletePartition } from "./actions/deletePartition.ts";
import { deleteTable } from "./actions/deleteTable.ts";
import { getCrawler } from "./actions/getCrawler.ts";
import { getDatabase } from "./actions/getDatabase.ts";
import { getDatabases } from "./actions/getDatabases.ts";
import { getPartition } from "./actions/getPartition.ts";
import { getPartitions } from "./actions/getPartitions.ts";
import { getTable } from "./actions/getTable.ts";
import { getTables } from "./actions/getTables.ts";
import { listCrawls } from "./actions/listCrawls.ts";
import { startCrawler } from "./actions/startCrawler.ts";
import { stopCrawler } from "./actions/stopCrawler.ts";
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
  DeleteCrawler: deleteCrawler,
  DeleteDatabase: deleteDatabase,
  DeletePartition: deletePartition,
  DeleteTable: deleteTable,
  GetCrawler: getCrawler,
  GetDatabase: getDatabase,
  GetDatabases: getDatabases,
  GetPartition: getPartition,
  GetPartitions: getPartitions,
  GetTable: getTable,
  GetTables: getTables,
  ListCrawls: listCrawls,
  StartCrawler: startCrawler,
  StopCrawler: stopCrawler,
  UpdateCrawler: updateCrawler,
  UpdateDatabase: updateDatabase,
  UpdatePartition: updatePartition,
  UpdateTable: updateTable,
};
