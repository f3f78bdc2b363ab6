/** The Athena of the emulator: its API, in front of whatever executes SQL. */

import type { Clock } from "../clock.ts";
import type { GlueStore } from "../glue/store.ts";
import { bindAll, type JsonService } from "../wire/service.ts";
import { actions } from "./actions.ts";
import { Executions } from "./executions.ts";
import { NamedQueries } from "./named-queries.ts";
import { PreparedStatements } from "./prepared-statements.ts";
import type { QueryEngine } from "./query-engine.ts";
import type { OutputBuckets } from "./result-location.ts";
import { WorkGroups } from "./work-groups.ts";

export interface AthenaOptions {
  /** Closed with the service. */
  readonly engine: QueryEngine;
  readonly glue: GlueStore;
  readonly s3: OutputBuckets;
  readonly clock: Clock;
  readonly accountId?: string;
  /** Most entries in a page of anything, 1,000 unless given. */
  readonly pageSize?: number;
  /** Queries that run at once, 4 unless given. The others are QUEUED. */
  readonly concurrency?: number;
  /** The least time that a query is RUNNING, by the clock: with a virtual one, tests catch it at that. Default 0. */
  readonly queryMs?: number;
}

export interface Athena {
  readonly service: JsonService;
  /** Resolves when the query has ended, however it did: for callers in this process, which need not poll. */
  ended(queryExecutionId: string): Promise<void>;
  /** Stops every query and closes the engine. */
  close(): Promise<void>;
}

export function createAthena(options: AthenaOptions): Athena {
  const { engine, glue, s3: buckets, clock, accountId = "000000000000" } = options;
  const { concurrency = 4, queryMs = 0, pageSize = 1000 } = options;
  const executions = new Executions({ engine, buckets, clock, concurrency, queryMs });
  const bound = bindAll(actions, {
    executions,
    workGroups: new WorkGroups(clock),
    namedQueries: new NamedQueries(),
    preparedStatements: new PreparedStatements(clock),
    glue,
    buckets,
    clock,
    accountId,
    pageSize,
  });
  return {
    service: { target: "AmazonAthena", version: "1.1", actions: bound },
    ended: (id) => executions.find(id).ended,
    async close() {
      await executions.close();
      await engine.close();
    },
  };
}
