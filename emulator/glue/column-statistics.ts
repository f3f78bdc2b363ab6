/** What a catalog was told of the values of columns: kept as it came, of a table or of one partition. */

import type { ColumnError, ColumnStatistics, ColumnStatisticsError } from "@aws-sdk/client-glue";
import type { Wire } from "../wire/validation.ts";
import { columnStatisticsNotFound, errorDetail, noSuchColumn } from "./errors.ts";
import type { StatisticsOfColumns, TableEntry } from "./store.ts";

interface Found {
  readonly ColumnStatisticsList: Wire<ColumnStatistics>[];
  readonly Errors: Wire<ColumnError>[];
}

/** Columns of which nothing was told are among the errors. */
export function readStatistics(held: StatisticsOfColumns, names: readonly string[]): Found {
  const missing = names.filter((name) => !held.has(name));
  return {
    ColumnStatisticsList: names.flatMap((name) => held.get(name) ?? []),
    Errors: missing.map((ColumnName) => ({
      ColumnName,
      Error: errorDetail(columnStatisticsNotFound(ColumnName)),
    })),
  };
}

/** In the place of earlier ones. Only of columns that the table has; the others are answered as errors. */
export function writeStatistics(
  { record }: TableEntry,
  held: StatisticsOfColumns,
  statistics: readonly Wire<ColumnStatistics>[],
): Wire<ColumnStatisticsError>[] {
  const columns = new Set(
    [...(record.StorageDescriptor?.Columns ?? []), ...(record.PartitionKeys ?? [])].map(({ Name }) => Name),
  );
  const errors: Wire<ColumnStatisticsError>[] = [];
  for (const one of statistics) {
    if (columns.has(one.ColumnName)) held.set(one.ColumnName, one);
    else errors.push({ ColumnStatistics: one, Error: errorDetail(noSuchColumn(one.ColumnName)) });
  }
  return errors;
}

export function deleteStatistics(held: StatisticsOfColumns, name: string): void {
  if (!held.delete(name)) throw columnStatisticsNotFound(name);
}
