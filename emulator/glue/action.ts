/** One Glue action, from the request as it arrives to the response as it leaves. */

import type { Action, JsonObject } from "../wire/service.ts";
import { type OperationSchema, validate, type Wire } from "../wire/validation.ts";
import type { Crawlers } from "./crawler/crawlers.ts";
import { catalogNotFound } from "./errors.ts";
import type { GlueFaults } from "./faults.ts";
import { glueLimits } from "./limits.ts";
import type { PartitionIndexes } from "./partition-indexes.ts";
import type { GlueStore } from "./store.ts";

/** What an action works on. */
export interface GlueParts {
  readonly store: GlueStore;
  readonly crawlers: Crawlers;
  readonly indexes: PartitionIndexes;
  readonly faults: GlueFaults;
  readonly accountId: string;
  /** Entries in a page, unless the request asks for fewer. */
  readonly pageSize: number;
}

export function glueAction<Input, Output>(
  schema: OperationSchema,
  run: (glue: GlueParts, input: Wire<Input>) => Wire<Output>,
): (glue: GlueParts) => Action {
  return (glue) => (request) => {
    const input = validate<Input>(schema[4], request, glueLimits);
    const { CatalogId } = request;
    if (typeof CatalogId === "string" && CatalogId !== glue.accountId) throw catalogNotFound(CatalogId);
    // The SDK's response types have no index signature, which is all that keeps them from being JSON objects.
    return run(glue, input) as JsonObject;
  };
}
