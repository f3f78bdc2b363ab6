/** "table$partitions": a row for every registered partition, whether it has files or not. */

import { NULL_VALUE } from "../../glue/key-values.ts";
import type { TableEntry } from "../../glue/store.ts";
import { QueryError } from "../query-engine.ts";
import { relationOf } from "./relation.ts";
import { keysOf } from "./table-columns.ts";
import { placeOf, type TreeNode } from "./tree.ts";

export function partitionsRelation({ record, partitions }: TableEntry, node: TreeNode): string {
  const keys = keysOf(record);
  if (keys.length === 0) {
    throw new QueryError(
      `TABLE_NOT_FOUND: ${placeOf(node)}: Table 'awsdatacatalog.${record.DatabaseName}.${record.Name}$partitions' does not exist`,
    );
  }
  const rows = [...partitions.values()].map(({ record: { Values } }) =>
    Values.map((value) => (value === NULL_VALUE ? null : value)),
  );
  return relationOf(keys, rows);
}
