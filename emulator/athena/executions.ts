/** The queries of an account: a few run at once, the others wait their turn. */

import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import { AwsError } from "../wire/service.ts";
import { athenaErrorOf } from "./athena-error.ts";
import { isCatalog } from "./catalog.ts";
import { executionNotFound, invalidRequest } from "./errors.ts";
import { Execution, type ExecutionEnd, type Submission } from "./execution.ts";
import { placeOf } from "./object-place.ts";
import { type QueryEngine, QueryError, type QueryOutput } from "./query-engine.ts";
import { fileOf, manifestNameOf, manifestOf } from "./result-file.ts";
import type { OutputBuckets } from "./result-location.ts";

/** Queries remembered, with their results: those that ended first are forgotten. Athena remembers 45 days. */
const REMEMBERED = 1_000;

/** Queries queued and running (AWS General Reference, Athena quotas: active DML queries in us-east-1). */
const ACTIVE = 200;

export interface ExecutionOptions {
  readonly engine: QueryEngine;
  readonly buckets: OutputBuckets;
  readonly clock: Clock;
  /** Queries that run at once. */
  readonly concurrency: number;
  /** The least time that a query takes by the clock, in milliseconds. */
  readonly queryMs: number;
}

export class Executions {
  /** Oldest first. */
  readonly #all = new Map<string, Execution>();
  readonly #tokens = new Map<string, { readonly execution: Execution; readonly fingerprint: string }>();
  readonly #waiting: Execution[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #options: ExecutionOptions;

  constructor(options: ExecutionOptions) {
    this.#options = options;
  }

  /**
   * The same token and the same query are one execution, whatever became of it. `fingerprint` is all that a repeated
   * request must have in common with the first.
   */
  start(token: string, fingerprint: string, submission: () => Submission): Execution {
    const earlier = this.#tokens.get(token);
    if (earlier !== undefined) {
      if (earlier.fingerprint === fingerprint) return earlier.execution;
      throw invalidRequest("Idempotent parameters do not match");
    }
    const execution = new Execution(randomUUID(), submission(), this.#now());
    if (this.#waiting.length + this.#running.size >= ACTIVE) throw tooManyQueries();
    this.#all.set(execution.id, execution);
    this.#tokens.set(token, { execution, fingerprint });
    this.#waiting.push(execution);
    this.#forget();
    this.#admit();
    return execution;
  }

  find(id: string): Execution {
    const execution = this.#all.get(id);
    if (execution === undefined) throw executionNotFound(id);
    return execution;
  }

  /** Newest first. */
  list(workGroup: string): Execution[] {
    return [...this.#all.values()].filter(({ submission }) => submission.workGroup === workGroup).reverse();
  }

  /** What has ended already stays as it is. */
  stop(id: string): void {
    const execution = this.find(id);
    execution.end({ state: "CANCELLED", reason: "Query cancelled by user" }, this.#now());
    execution.abort.abort();
    const waiting = this.#waiting.indexOf(execution);
    if (waiting !== -1) this.#waiting.splice(waiting, 1);
  }

  /** Stops every query and waits until the engine has let go of them. */
  async close(): Promise<void> {
    for (const id of this.#all.keys()) this.stop(id);
    await Promise.all(this.#running);
  }

  #admit(): void {
    while (this.#running.size < this.#options.concurrency) {
      const execution = this.#waiting.shift();
      if (execution === undefined) return;
      const run = this.#run(execution).finally(() => {
        this.#running.delete(run);
        this.#admit();
      });
      this.#running.add(run);
    }
  }

  async #run(execution: Execution): Promise<void> {
    execution.begin(this.#now());
    const elapsed = this.#elapse(execution.abort.signal);
    const ending = await this.#ask(execution)
      .finally(() => elapsed)
      .then((output) => this.#conclude(execution, output))
      .catch(failed);
    execution.end(ending, this.#now());
  }

  async #ask({ id, submission, abort }: Execution): Promise<QueryOutput> {
    checkCatalog(submission.catalog);
    return this.#options.engine.run({
      sql: submission.sql,
      database: databaseOf(submission.database),
      parameters: submission.parameters ?? [],
      results: { id, location: submission.location, isEnforced: submission.isEnforced ?? false },
      ...(submission.prepared === undefined ? {} : { prepared: submission.prepared }),
      signal: abort.signal,
    });
  }

  #conclude(execution: Execution, output: QueryOutput): ExecutionEnd {
    const { submission, abort } = execution;
    const { scannedBytes } = output;
    if (scannedBytes > (submission.cutoff ?? Number.POSITIVE_INFINITY)) {
      return { state: "CANCELLED", reason: "Bytes scanned limit was exceeded", scannedBytes };
    }
    if (!abort.signal.aborted) this.#writeFile(execution, output);
    return { state: "SUCCEEDED", output, scannedBytes };
  }

  #writeFile(execution: Execution, output: QueryOutput): void {
    const { file, statement } = execution;
    if (file === undefined) return;
    const { files } = output;
    const { bucket, key } = placeOf(files === undefined ? file : manifestNameOf(file));
    this.#options.buckets.put(
      bucket,
      key,
      files === undefined ? fileOf(output, statement) : manifestOf(files),
    );
  }

  /** Resolves when the query has taken the least time that a query takes, or has been stopped. */
  #elapse(signal: AbortSignal): Promise<void> {
    const { clock, queryMs } = this.#options;
    if (queryMs === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const callOff = clock.after(queryMs, resolve);
      signal.addEventListener("abort", () => {
        callOff();
        resolve();
      });
    });
  }

  #forget(): void {
    if (this.#all.size <= REMEMBERED) return;
    for (const [id, { state }] of this.#all) {
      if (state === "QUEUED" || state === "RUNNING") continue;
      this.#all.delete(id);
      for (const [token, { execution }] of this.#tokens) if (execution.id === id) this.#tokens.delete(token);
      return;
    }
  }

  #now(): number {
    return this.#options.clock.now();
  }
}

function failed(error: unknown): ExecutionEnd {
  const athenaError = athenaErrorOf(error);
  return { state: "FAILED", reason: athenaError.ErrorMessage, error: athenaError };
}

/** AWS SDK for pandas quotes the name as Hive does, and Athena takes that. */
const databaseOf = (name: string | undefined) => name?.toLowerCase().replace(/^`(.*)`$/, "$1");

/** There is one data catalog. A query in any other starts and fails. */
function checkCatalog(name: string | undefined): void {
  if (name === undefined || isCatalog(name)) return;
  throw new QueryError(`CATALOG_NOT_FOUND: Catalog '${name}' does not exist`);
}

const tooManyQueries = () =>
  new AwsError(
    "TooManyRequestsException",
    "You have exceeded the limit for the number of queries you can run concurrently. Please reduce the number of concurrent queries submitted by this account.",
  );
