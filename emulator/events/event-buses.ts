/** The default bus: rules, their targets, and what was put. */
import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import { AwsError, type Json, type JsonObject } from "../wire/service.ts";
import { type EventPattern, matches } from "./pattern.ts";
import type { TargetInput } from "./target-input.ts";

/** Takes an event as the text that a target gets; undefined if there is no such target. */
export type FindTarget = (arn: string) => ((event: string) => unknown) | undefined;

export interface EventBusesOptions {
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
  /** Queues and topics, by their ARNs. */
  readonly target: FindTarget;
}

interface Rule {
  readonly pattern: EventPattern;
  readonly isEnabled: boolean;
  /** By their ids. */
  readonly targets: Map<string, Target>;
}

interface Target {
  readonly arn: string;
  readonly input: TargetInput;
}

/** One event, before it has an id. */
export interface PutEvent {
  readonly source: string;
  readonly detailType: string;
  readonly detail: JsonObject;
  readonly resources: readonly string[];
}

export class EventBuses {
  readonly #options: EventBusesOptions;
  readonly #rules = new Map<string, Rule>();
  readonly #functions = new Map<string, (event: unknown) => unknown>();
  /** Everything that was put, oldest first. */
  readonly put: JsonObject[] = [];

  constructor(options: EventBusesOptions) {
    this.#options = options;
  }

  /** Lets rules invoke a function, or what else takes JSON, asynchronously as EventBridge does. */
  connectFunction(arn: string, invoke: (event: unknown) => unknown): void {
    this.#functions.set(arn, invoke);
  }

  /** Answers its ARN. */
  putRule(name: string, pattern: EventPattern, isEnabled: boolean): string {
    const targets = this.#rules.get(name)?.targets ?? new Map<string, Target>();
    this.#rules.set(name, { pattern, isEnabled, targets });
    const { region, accountId } = this.#options;
    return `arn:aws:events:${region}:${accountId}:rule/${name}`;
  }

  /** Throws ResourceNotFoundException. */
  putTarget(rule: string, id: string, target: Target): void {
    const found = this.#rules.get(rule);
    if (found === undefined) {
      throw new AwsError("ResourceNotFoundException", `Rule ${rule} does not exist on EventBus default.`);
    }
    found.targets.set(id, target);
  }

  /** Hands an event to the targets of every rule that matches it. Answers its id. */
  send({ source, detailType, detail, resources }: PutEvent): string {
    const { clock, region, accountId } = this.#options;
    const id = randomUUID();
    const time = new Date(clock.now()).toISOString().replace(/\.\d+/, "");
    const event: JsonObject = {
      version: "0",
      id,
      "detail-type": detailType,
      source,
      account: accountId,
      time,
      region,
      resources: [...resources],
      detail,
    };
    this.put.push(event);
    for (const { pattern, isEnabled, targets } of this.#rules.values()) {
      if (!isEnabled || !matches(pattern as Json, event)) continue;
      for (const { arn, input } of targets.values()) this.#hand(arn, input(event));
    }
    return id;
  }

  #hand(arn: string, input: string): void {
    const invoke = this.#functions.get(arn);
    if (invoke !== undefined) void Promise.resolve(invoke(JSON.parse(input))).catch(() => {});
    else this.#options.target(arn)?.(input);
  }
}
