import type { FolderDataset } from "../../local/own-data/parquet-folder.ts";
import type { KeyValues, PartitionSurvey } from "../../local/own-data/partitions.ts";
import { count, printable } from "../../shared/runtime/text.ts";
import { renderTable, type Terminal } from "../terminal.ts";

const REFUSED_SHOWN = 5;

/** Partition keys with their values, columns with their types, and what would not be registered. */
export function tellTable(
  { dataset }: FolderDataset,
  { partitions, keys, refused }: PartitionSurvey,
  terminal: Terminal,
): void {
  terminal.out("");
  terminal.out(
    terminal.style("bold", `${count(partitions, "partition")} by ${count(keys.length, "partition key")}`),
  );
  const rows = keys.map((key) => [key.name, key.kind, key.values.toLocaleString("en-US"), rangeOf(key)]);
  terminal.out(renderTable(["partition key", "kind", "values", "from … to"], rows, terminal.columns));
  terminal.out("");
  const columns = dataset.columns.map(({ name, type }) => [name, type]);
  terminal.out(renderTable(["column", "type"], columns, terminal.columns));
  if (refused.length === 0) return;
  terminal.out("");
  terminal.out(
    terminal.style("yellow", `${count(refused.length, "file")} would be parked, in no partition:`),
  );
  for (const { key, reason } of refused.slice(0, REFUSED_SHOWN)) {
    terminal.out(`  ${printable(key)}`);
    terminal.out(`    ${printable(reason)}`);
  }
  if (refused.length > REFUSED_SHOWN) terminal.out(`  … and ${refused.length - REFUSED_SHOWN} more`);
}

function rangeOf({ least, greatest }: KeyValues): string {
  if (least === undefined || least === greatest) return least ?? "";
  return `${least} … ${greatest}`;
}
