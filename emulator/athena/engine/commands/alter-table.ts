/** ALTER TABLE */

import { QueryError } from "../../query-engine.ts";
import { type Command, tableEntry, tableName } from "./command.ts";
import { addPartitions, dropPartitions } from "./partitions.ts";
import { setProperties } from "./properties.ts";

export const alterTable: Command = (words, context) => {
  const table = tableEntry(context, tableName(words, context));
  if (words.take("ADD", "IF", "NOT", "EXISTS", "PARTITION"))
    return addPartitions(words, context, table, true);
  if (words.take("ADD", "PARTITION")) return addPartitions(words, context, table, false);
  if (words.take("DROP", "IF", "EXISTS", "PARTITION")) return dropPartitions(words, context, table, true);
  if (words.take("DROP", "PARTITION")) return dropPartitions(words, context, table, false);
  if (words.take("SET", "TBLPROPERTIES")) return setProperties(words, context, table);
  throw new QueryError(
    "NOT_SUPPORTED: of ALTER TABLE only ADD PARTITION, DROP PARTITION and SET TBLPROPERTIES are supported here",
  );
};
