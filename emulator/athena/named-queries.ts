/** Saved queries, by workgroup. */

import { randomUUID } from "node:crypto";
import type { CreateNamedQueryInput, NamedQuery } from "@aws-sdk/client-athena";
import type { Wire } from "../wire/validation.ts";
import { invalidRequest, namedQueryNotFound } from "./errors.ts";

export interface NamedQueryRecord extends Wire<NamedQuery> {
  readonly NamedQueryId: string;
  readonly WorkGroup: string;
}

export class NamedQueries {
  readonly #records = new Map<string, NamedQueryRecord>();
  readonly #tokens = new Map<string, NamedQueryRecord>();

  /** The same token and the same query make one record, however often they come. */
  create(input: Wire<CreateNamedQueryInput>, workGroup: string): NamedQueryRecord {
    const { ClientRequestToken: token, ...query } = input;
    const earlier = token === undefined ? undefined : this.#tokens.get(token);
    if (earlier !== undefined) {
      if (earlier.QueryString === query.QueryString && earlier.Name === query.Name) return earlier;
      throw invalidRequest("Idempotent parameters do not match");
    }
    const record = { ...query, WorkGroup: workGroup, NamedQueryId: randomUUID() };
    this.#records.set(record.NamedQueryId, record);
    if (token !== undefined) this.#tokens.set(token, record);
    return record;
  }

  find(id: string): NamedQueryRecord {
    const record = this.#records.get(id);
    if (record === undefined) throw namedQueryNotFound(id);
    return record;
  }

  /** In the order of creation. */
  list(workGroup: string): NamedQueryRecord[] {
    return [...this.#records.values()].filter((record) => record.WorkGroup === workGroup);
  }

  delete(id: string): void {
    const record = this.find(id);
    this.#records.delete(id);
    for (const [token, made] of this.#tokens) if (made === record) this.#tokens.delete(token);
  }
}
