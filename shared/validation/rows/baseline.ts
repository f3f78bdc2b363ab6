import type { Query, QueryResult } from "../../query/port.ts";

/** How many rows a session had, for each of its five-minute slots. */
export interface HistoryPoint {
  readonly dataset: string;
  readonly day: string;
  readonly rowsPerSlot: number;
}

export interface BaselineQuery extends Query {
  read(result: QueryResult): readonly HistoryPoint[];
}

/** What earlier runs counted of some datasets, in the sessions before those that are looked at. */
export declare function baselineQuery(
  stage: string,
  datasets: readonly string[],
  days: { readonly from: string; readonly to: string },
): BaselineQuery;
