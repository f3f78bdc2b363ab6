/** The event source mappings of the functions that run here: what feeds which, and whether it does. */
import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import { AwsError, type JsonObject } from "../wire/service.ts";
import type { EventSource } from "./event-source.ts";

export interface MappedSource {
  readonly functionName: string;
  readonly queueArn: string;
  readonly source: EventSource;
  /** Messages. */
  readonly batchSize: number;
  readonly windowMs: number;
  /** Batches at once. */
  readonly maximumConcurrency: number;
}

interface Mapping extends MappedSource {
  readonly id: string;
  /** Epoch milliseconds. */
  changedAt: number;
}

export class EventSourceMappings {
  readonly #clock: Clock;
  readonly #accountId: string;
  readonly #region: string;
  readonly #mappings: Mapping[] = [];

  constructor(options: { readonly clock: Clock; readonly accountId: string; readonly region: string }) {
    this.#clock = options.clock;
    this.#accountId = options.accountId;
    this.#region = options.region;
  }

  /** From now on clients of Lambda see it, and may switch it off and on. */
  add(source: MappedSource): void {
    this.#mappings.push({ ...source, id: randomUUID(), changedAt: this.#clock.now() });
  }

  /** Those of a function, by its name or ARN, and of a queue, by its ARN; without either, all. */
  list(functionName: string | null, queueArn: string | null): JsonObject[] {
    return this.#mappings
      .filter((one) => functionName === null || one.functionName === functionName.split(":").at(-1))
      .filter((one) => queueArn === null || one.queueArn === queueArn)
      .map((one) => this.#render(one));
  }

  /** Throws ResourceNotFoundException. */
  update(id: string, enabled: boolean | undefined): JsonObject {
    const mapping = this.#mappings.find((one) => one.id === id);
    if (mapping === undefined) {
      throw new AwsError("ResourceNotFoundException", "The resource you requested does not exist.", 404);
    }
    if (enabled !== undefined) {
      mapping.source.isEnabled = enabled;
      mapping.changedAt = this.#clock.now();
    }
    return this.#render(mapping);
  }

  #render(mapping: Mapping): JsonObject {
    const { id, functionName, queueArn, source, batchSize, windowMs, maximumConcurrency, changedAt } =
      mapping;
    return {
      UUID: id,
      BatchSize: batchSize,
      MaximumBatchingWindowInSeconds: windowMs / 1000,
      EventSourceArn: queueArn,
      FunctionArn: `arn:aws:lambda:${this.#region}:${this.#accountId}:function:${functionName}`,
      LastModified: changedAt / 1000,
      State: source.isEnabled ? "Enabled" : "Disabled",
      StateTransitionReason: "USER_INITIATED",
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      ScalingConfig: { MaximumConcurrency: maximumConcurrency },
    };
  }
}
