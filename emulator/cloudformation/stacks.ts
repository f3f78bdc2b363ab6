/** Stacks by their ids; one that is gone is still known, by its id alone. */
import type { StackStatus } from "@aws-sdk/client-cloudformation";
import type { Clock } from "../clock.ts";

export interface StackState {
  readonly status: StackStatus;
  /** Of the stack that it is a part of. */
  readonly parentId?: string;
  readonly outputs?: Readonly<Record<string, string>>;
}

export interface KnownStack extends StackState {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

export class Stacks {
  readonly #clock: Clock;
  readonly #stacks = new Map<string, KnownStack>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  put(id: string, state: StackState): void {
    const createdAt = this.#stacks.get(id)?.createdAt ?? this.#clock.now();
    this.#stacks.set(id, { ...state, id, createdAt });
  }

  forget(id: string): void {
    this.#stacks.delete(id);
  }

  /** By id, or by the name of one that is not gone. Without either: all that are not gone. */
  find(nameOrId: string | undefined): readonly KnownStack[] {
    const byId = nameOrId === undefined ? undefined : this.#stacks.get(nameOrId);
    if (byId !== undefined) return [byId];
    const present = [...this.#stacks.values()].filter(({ status }) => status !== "DELETE_COMPLETE");
    return nameOrId === undefined ? present : present.filter(({ id }) => nameOf(id) === nameOrId);
  }
}

/** arn:aws:cloudformation:<region>:<account>:stack/<name>/<id> */
export const nameOf = (id: string) => id.split("/")[1] ?? id;
