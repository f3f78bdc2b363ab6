/** The Glue Data Catalog of the local stack: in memory, strict about what AWS is strict about. */

import { type Clock, systemClock } from "../clock.ts";
import type { Action, JsonService } from "../service.ts";
import { GlueFaults } from "./faults.ts";
import type { Glue } from "./operation.ts";
import { operations } from "./operations.ts";
import { GlueStore } from "./store.ts";

export interface GlueOptions {
  readonly clock?: Pick<Clock, "now">;
  /** Entries in a page of a listing; AWS was seen to answer 100 to 200 partitions. */
  readonly pageSize?: number;
  readonly accountId?: string;
}

export interface LocalGlue {
  readonly service: JsonService;
  readonly store: GlueStore;
  readonly faults: GlueFaults;
}

export function createGlue(options: GlueOptions = {}): LocalGlue {
  const { clock = systemClock, pageSize = 100, accountId = "000000000000" } = options;
  const glue: Glue = {
    store: new GlueStore(accountId, clock),
    faults: new GlueFaults(),
    accountId,
    pageSize,
  };
  const actions: Record<string, Action> = {};
  for (const [name, bind] of Object.entries(operations)) actions[name] = bind(glue);
  return { service: { target: "AWSGlue", version: "1.1", actions }, store: glue.store, faults: glue.faults };
}
