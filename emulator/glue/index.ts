/** The Glue Data Catalog of the emulator: in memory, strict about what AWS is strict about. */

import { type Clock, systemClock } from "../clock.ts";
import { AwsError, bindAll, type JsonService } from "../wire/service.ts";
import { actions } from "./actions.ts";
import { Crawlers } from "./crawler/crawlers.ts";
import type { Objects } from "./crawler/survey.ts";
import { GlueFaults } from "./faults.ts";
import { PartitionIndexes } from "./partition-indexes.ts";
import { GlueStore } from "./store.ts";

export interface GlueOptions {
  readonly clock?: Clock;
  /** Entries in a page of a listing; AWS was seen to answer 100 to 200 partitions. */
  readonly pageSize?: number;
  readonly accountId?: string;
  /** Where crawlers look; without it there is no bucket. */
  readonly s3?: Objects;
  /** Milliseconds that a crawl takes. */
  readonly crawlMs?: number;
  /** Milliseconds that a crawler takes to stop. */
  readonly crawlStopMs?: number;
  /** Milliseconds that making a partition index takes, and deleting one. */
  readonly indexMs?: number;
}

export interface Glue {
  readonly service: JsonService;
  readonly store: GlueStore;
  readonly faults: GlueFaults;
}

export function createGlue(options: GlueOptions = {}): Glue {
  const { clock = systemClock, pageSize = 100, accountId = "000000000000" } = options;
  const { s3: objects = noBuckets, crawlMs = 1500, crawlStopMs = 500, indexMs = 1500 } = options;
  const store = new GlueStore(accountId, clock);
  const faults = new GlueFaults();
  const crawlers = new Crawlers({ clock, objects, store, faults, crawlMs, crawlStopMs });
  const indexes = new PartitionIndexes({ clock, faults, indexMs });
  const bound = bindAll(actions, { store, crawlers, indexes, faults, accountId, pageSize });
  return { service: { target: "AWSGlue", version: "1.1", actions: bound }, store, faults };
}

const noBuckets: Objects = {
  list(bucket) {
    throw new AwsError("NoSuchBucket", `The specified bucket does not exist: ${bucket}`);
  },
};
