import { aws, changing } from "./aws-cli-command.ts";
import type { TableFacts } from "./facts.ts";

/** Reads a table, changes it, and puts it back: UpdateTable replaces all of it. */
export const updating = ({ database, name }: Pick<TableFacts, "database" | "name">, jq: string): string =>
  changing(aws("glue", "get-table", { "database-name": database, name }), `${ONLY_INPUT} | ${jq}`, (file) =>
    aws("glue", "update-table", { "database-name": database, "table-input": file }),
  );

/** What GetTable answers, without what UpdateTable does not take. */
const ONLY_INPUT =
  ".Table | {Name, Description, Owner, Retention, StorageDescriptor, PartitionKeys, ViewOriginalText, " +
  "ViewExpandedText, TableType, Parameters} | with_entries(select(.value != null))";
