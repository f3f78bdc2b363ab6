/** The functions of a stage and their queues. */
import { PIPELINE_DELIVERY } from "../../../deploy/queue-delivery.ts";
import { reconciling } from "../../../deploy/reconcile-settings.ts";
import { connectQueue } from "../../../emulator/index.ts";
import { type Container, Fleet } from "../lambda.ts";
import { type Product, registerFunction } from "../product.ts";
import { UnreliableQueue, urlOf } from "../queues.ts";
import { BUCKET } from "../stage-datasets.ts";
import type { Invocation } from "../world.ts";
import {
  deregisterFunction,
  type RunListener,
  reconcileFunction,
  type UpkeepSurroundings,
} from "./functions.ts";
import type { UpkeepWorld } from "./world.ts";

const SECOND = 1000;

export const FUNCTIONS = ["register", "deregister", "reconcile"] as const;
type Function = (typeof FUNCTIONS)[number];

export type UpkeepQueues = Readonly<Record<Function | "parking", UnreliableQueue>>;
export type UpkeepFleets = Readonly<Record<Function, Fleet>>;

export function queuesOf(world: UpkeepWorld): UpkeepQueues {
  const receives = world.chance.pick([3, 6]);
  const { visibilityTimeout } = PIPELINE_DELIVERY.deregister;
  return {
    register: new UnreliableQueue(world, "register", 2 * receives),
    deregister: new UnreliableQueue(world, "deregister", receives, visibilityTimeout),
    reconcile: new UnreliableQueue(
      world,
      "reconcile",
      reconciling.maxReceiveCount,
      reconciling.visibilityTimeout,
    ),
    parking: new UnreliableQueue(world, "parking", receives),
  };
}

export interface StageParts {
  readonly product: Product;
  readonly around: (container: Container) => Omit<UpkeepSurroundings, "queueUrl">;
  readonly runsOf: (invocation: Invocation) => RunListener;
  readonly reconcileSeconds: number;
}

export function fleetsOf(
  world: UpkeepWorld,
  { product, around, runsOf, reconcileSeconds }: StageParts,
): UpkeepFleets {
  const register = (container: Container) =>
    registerFunction(product, {
      ...around(container),
      context: { datasets: world.datasets, bucket: BUCKET },
      crawlQueueUrl: "",
    });
  const deregister = (container: Container) =>
    deregisterFunction(product, { ...around(container), queueUrl: urlOf("deregister") });
  const reconcile = (container: Container) =>
    reconcileFunction(product, { ...around(container), queueUrl: urlOf("reconcile") }, () =>
      runsOf(container.invocation!),
    );
  const { functionTimeout } = PIPELINE_DELIVERY.deregister;
  return {
    register: new Fleet(world, "register", register),
    deregister: new Fleet(world, "deregister", deregister, functionTimeout * SECOND),
    reconcile: new Fleet(world, "reconcile", reconcile, reconcileSeconds * SECOND),
  };
}

/** Lambda listens. */
export function connect({ chance, timeline }: UpkeepWorld, queues: UpkeepQueues, fleets: UpkeepFleets): void {
  for (const name of FUNCTIONS) {
    const { batchSize, batchWindow, maximumConcurrency } =
      name === "reconcile" ? reconciling : PIPELINE_DELIVERY[name];
    connectQueue({
      queue: queues[name],
      clock: timeline,
      batchSize: name === "reconcile" ? batchSize : chance.pick([5, 20, batchSize]),
      windowMs: batchWindow * SECOND,
      maximumConcurrency,
      invoke: (event: Parameters<Fleet["invoke"]>[0]) => fleets[name].invoke(event),
    });
  }
}
