/** CloudFormation as the stack offers it: it tells what happens to stacks, over the AWS query protocol. Who makes them says so. */
import {
  type DescribeStacksInput,
  DescribeStacksInput$,
  type StackStatus,
} from "@aws-sdk/client-cloudformation";
import type { Clock } from "../clock.ts";
import type { Limits } from "../limits.ts";
import { type Action, AwsError, type QueryService } from "../service.ts";
import { validate } from "../validation.ts";

export interface CloudFormation {
  readonly service: QueryService;
  readonly stacks: Stacks;
}

export interface StackState {
  readonly status: StackStatus;
  /** Of the stack that it is a part of. */
  readonly parentId?: string;
  readonly outputs?: Readonly<Record<string, string>>;
}

interface KnownStack extends StackState {
  readonly id: string;
  readonly createdAt: number;
}

/** Stacks by their ids; one that is gone is still known, by its id alone. */
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

/** CloudFormation API Reference, DescribeStacks. */
const LIMITS: Limits = {
  "DescribeStacksInput.NextToken": { offered: false },
};

export function createCloudFormation({ clock }: { readonly clock: Clock }): CloudFormation {
  const stacks = new Stacks(clock);
  const actions: Readonly<Record<string, Action>> = {
    DescribeStacks(input) {
      const { StackName } = validate<DescribeStacksInput>(DescribeStacksInput$, input, LIMITS);
      const found = stacks.find(StackName);
      if (StackName !== undefined && found.length === 0) {
        throw new AwsError("ValidationError", `Stack with id ${StackName} does not exist`);
      }
      return {
        Stacks: found.map(({ id, status, parentId, outputs = {}, createdAt }) => ({
          StackId: id,
          StackName: nameOf(id),
          CreationTime: new Date(createdAt).toISOString(),
          StackStatus: status,
          Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
          ...(parentId === undefined ? {} : { ParentId: parentId, RootId: parentId }),
        })),
      };
    },
  };
  const service = { name: "CloudFormation", version: "2010-05-15", namespace: NAMESPACE, actions };
  return { service, stacks };
}

const NAMESPACE = "http://cloudformation.amazonaws.com/doc/2010-05-15/";

/** arn:aws:cloudformation:<region>:<account>:stack/<name>/<id> */
const nameOf = (id: string) => id.split("/")[1] ?? id;
