import type { TableEntry } from "../../glue/store.ts";
import { QueryError } from "../query-engine.ts";
import { otherFormat } from "./partition-forms.ts";
import { placeOf, type TreeNode } from "./tree.ts";

/** What Athena would read, this engine may not: it says so rather than answer something else. */
export function checkReadable({ record }: TableEntry, node: TreeNode): void {
  const refuse = (what: string) => {
    throw new QueryError(`NOT_SUPPORTED: ${placeOf(node)}: ${record.DatabaseName}.${record.Name} ${what}`);
  };
  if (record.TableType !== undefined && record.TableType !== "EXTERNAL_TABLE") {
    refuse(`is of type ${record.TableType}: only EXTERNAL_TABLE is supported here`);
  }
  if (record.Parameters?.table_type !== undefined)
    refuse("is no Hive table, and only those are supported here");
  const format = otherFormat(record.StorageDescriptor);
  if (format !== undefined) refuse(`${format}: only Parquet is supported here`);
}
