/** Containers of a function: warm and cold, killed, frozen, thawed, each with a clock of its own. */

import { setMaxListeners } from "node:events";
import { delivery } from "../../deploy/queue-delivery.ts";
import type { SqsEvent } from "../../emulator/index.ts";
import type { Handler, HandlerAnswer } from "./product.ts";
import type { DeployedDatasets } from "./stage-datasets.ts";
import type { BaseWorld, FunctionName, Invocation } from "./world.ts";

export class Container {
  readonly name: string;
  readonly deployment: DeployedDatasets;
  isDead = false;
  isRetired = false;
  invocation: Invocation | undefined;
  handler: Handler;
  #frozenUntil = 0;
  #onDeath: () => void = () => {};
  readonly #world: BaseWorld;

  constructor(
    world: BaseWorld,
    name: string,
    deployment: DeployedDatasets,
    makeHandler: (container: Container) => Handler,
  ) {
    this.#world = world;
    this.name = name;
    this.deployment = deployment;
    this.handler = makeHandler(this);
  }

  /** What its code is told, once it runs again. */
  resume(run: () => void): void {
    if (this.isDead) return;
    const left = this.#frozenUntil - this.#world.timeline.now();
    if (left > 0) this.#world.timeline.after(left, () => this.resume(run));
    else run();
  }

  freeze(ms: number): void {
    this.#frozenUntil = Math.max(this.#frozenUntil, this.#world.timeline.now() + ms);
  }

  kill(): void {
    this.isDead = true;
    this.#onDeath();
  }

  whenDead(run: () => void): void {
    this.#onDeath = run;
  }

  signalAfter(ms: number): AbortSignal {
    const controller = new AbortController();
    setMaxListeners(0, controller.signal);
    const abort = () => this.resume(() => controller.abort());
    if (ms <= 0) controller.abort();
    else this.#world.timeline.after(ms, abort);
    return controller.signal;
  }
}

/** What a container has begun. */
export function invocationOf(
  { deployment }: Container,
  name: string,
  of: Invocation["of"],
  { startedAt, deliveries }: Pick<Invocation, "startedAt" | "deliveries">,
): Invocation {
  const counts = { calls: 0, faults: 0, excuses: 0, unprocessed: 0, created: 0 };
  return { name, of, startedAt, deliveries, deployment, ...counts, parked: new Map() };
}

/** All containers of one function. */
export class Fleet {
  readonly #world: BaseWorld;
  readonly #of: FunctionName;
  readonly #makeHandler: (container: Container) => Handler;
  /** Milliseconds. */
  readonly #timeout: number;
  #idle: Container[] = [];
  #started = 0;
  #invoked = 0;

  constructor(
    world: BaseWorld,
    of: FunctionName,
    makeHandler: (container: Container) => Handler,
    timeout = delivery.functionTimeout * 1000,
  ) {
    this.#world = world;
    this.#of = of;
    this.#makeHandler = makeHandler;
    this.#timeout = timeout;
  }

  /** A deployment: no container that is idle now is used again. */
  retire(): void {
    this.#idle = [];
  }

  invoke(event: SqsEvent): Promise<HandlerAnswer["response"]> {
    const { timeline, chance } = this.#world;
    const warm = this.#idle.splice(chance.between(0, Math.max(0, this.#idle.length - 1)), 1);
    const isWarm = warm[0] !== undefined && chance.happens(0.85);
    const container = isWarm ? warm[0]! : this.#coldStart();
    const invocation = this.#begin(container, event);
    return new Promise((resolve, reject) => {
      timeline.after(isWarm ? 2 : chance.between(100, 900), () => {
        this.#run(container, invocation, event).then(resolve, reject);
      });
    });
  }

  #coldStart(): Container {
    const name = `${this.#of}-${++this.#started}`;
    return new Container(this.#world, name, this.#world.deployed, this.#makeHandler);
  }

  #begin(container: Container, { Records }: SqsEvent): Invocation {
    const receivedAt = this.#world.timeline.now();
    const invocation = invocationOf(container, `${container.name}/${++this.#invoked}`, this.#of, {
      startedAt: receivedAt,
      deliveries: Records.map(({ messageId }) => {
        return { id: messageId, message: this.#world.messageOf(messageId), receivedAt };
      }),
    });
    container.invocation = invocation;
    this.#world.trace(
      () => `${invocation.name} receives ${Records.map(({ messageId }) => messageId).join(" ")}`,
    );
    return invocation;
  }

  #run(container: Container, invocation: Invocation, event: SqsEvent): Promise<HandlerAnswer["response"]> {
    const world = this.#world;
    const { timeline, chance } = world;
    return new Promise((resolve, reject) => {
      let isOver = false;
      const end = (how: () => void) => {
        if (isOver) return;
        isOver = true;
        callOff();
        how();
      };
      const fail = (what: string) => () => {
        world.trace(() => `${invocation.name} ${what}`);
        reject(new Error(what));
      };
      const callOff = timeline.after(this.#timeout, () => {
        end(() => {
          world.fault("container timed out", invocation);
          if (chance.happens(0.5)) container.kill();
          else world.fault("container thawed after its time", invocation);
          fail("ran into its timeout")();
        });
      });
      container.whenDead(() => end(fail("was killed")));
      container.handler(event, this.#timeout - chance.between(0, 20)).then(
        (answer) => {
          container.resume(() => {
            end(() => {
              world.judge.answered(invocation, answer);
              if (!container.isRetired) this.#idle.push(container);
              if (!world.strikes(world.weather.sqs / 8)) return resolve(answer.response);
              world.fault("answer of an invocation lost", invocation);
              fail("answered nobody")();
            });
          });
        },
        (error) => {
          container.resume(() => {
            end(() => {
              world.judge.threw(invocation, error);
              container.isDead = true;
              fail(`threw ${error}`)();
            });
          });
        },
      );
    });
  }
}
