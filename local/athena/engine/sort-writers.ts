/**
 * ORDER BY. NaN is the greatest number and NULL comes last, ascending and descending, for Trino as for DuckDB: so an item
 * is written as it is, and what is looked at are only the names that a query sorts by.
 */

import { checkOrder } from "./column-names.ts";
import { childrenOf } from "./tree.ts";
import type { Writer, Writers } from "./writers.ts";

const ordered: Writer = (node, translation) => {
  const written = translation.writeAll(childrenOf(node));
  checkOrder(node, translation.lookup);
  return written;
};

export const sortWriters: Writers = { QueryNoWith: ordered };
