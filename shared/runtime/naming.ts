import { givenList } from "./given-list.ts";

/** What the deployed things of all stages are called, and where what the registrar writes lies. */
export interface Naming {
  /**
   * Begins the name of every stack, queue, function, role, alarm and bucket, and is the source of events of sessions. A
   * letter, then at most 22 of `a-z 0-9 -`: names of roles have 64 characters.
   */
  readonly service: string;
  /** Glue database of the results of validation, of the changes of sessions and of the views; stages other than prod append their name. */
  readonly resultsDatabase: string;
  /** Below it lie `quality/`, `reconcile/` and `access/` in the bucket; ends with "/". */
  readonly recordsPrefix: string;
}

export const DEFAULT_NAMING: Naming = {
  service: "stock-trades-partitions",
  resultsDatabase: "stock_trades_quality",
  recordsPrefix: "stock-trades-platform/",
};

/** What a list outside of the checkout says, and otherwise the project's own. deploy/outside-list.ts has the rules. */
export const naming: Naming = { ...DEFAULT_NAMING, ...(givenList()?.naming as Partial<Naming> | undefined) };
