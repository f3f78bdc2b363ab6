/** The whole platform on this machine: the emulator, a deployed stage, and each function fed by its queue. */

import {
  type Emulator,
  type EmulatorOptions,
  type EventSource,
  type Lambda,
  startEmulator,
} from "../emulator/index.ts";
import { isGuarded } from "../shared/datasets/guard-mode.ts";
import { removesEmpty } from "../shared/datasets/on-empty.ts";
import { datasets as declared } from "../shared/declared-datasets.ts";
import type { CheckSuite, Summary } from "../shared/quality/result.ts";
import { type Cadence, startBody } from "../shared/reconcile/run-message.ts";
import { type Deployed, deployStage } from "./deployment.ts";
import {
  bundled,
  type FunctionOptions,
  LOCAL_STAGE,
  runCrawl,
  runDeregister,
  runGuard,
  runReconcile,
  runRegister,
} from "./functions.ts";
import { loadValidate, runAskedVerdicts, runLook } from "./session-functions.ts";

export interface PlatformOptions extends EmulatorOptions, FunctionOptions {}

export interface Platform extends Deployed {
  readonly emulator: Emulator;
  readonly stage: string;
  readonly register: Lambda;
  /** Feeds the register function. */
  readonly events: EventSource;
  /** The crawl function, and what feeds it; undefined if no dataset is crawled. */
  readonly crawl: Lambda | undefined;
  readonly crawlEvents: EventSource | undefined;
  /** Feeds the guard function; undefined if no dataset is guarded. */
  readonly guardEvents: EventSource | undefined;
  /** Feeds the deregister function; undefined if empty partitions of no dataset are removed. */
  readonly deregisterEvents: EventSource | undefined;
  /** Feeds the look function, which makes sessions change by themselves half a minute after a write; undefined if nothing is promised. */
  readonly lookEvents: EventSource | undefined;
  /**
   * A run of validation, with what a schedule sends; nothing sets one off by itself. Rejects with LambdaError. What it
   * writes is registered once the platform is quiet; what it told lies in `stack.sns`.
   */
  validate(event: ValidateEvent): Promise<Summary>;
  /** A reconcile, with what a schedule sends; nothing sets one off by itself. Resolves once its queue is quiet. */
  reconcile(cadence: Cadence, time: string): Promise<void>;
  /** What a terminal exports so that the AWS CLI, an SDK or `registrar` talks to this platform. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * Resolves once all is done that the objects written so far ask for: no event and no crawl request is left. Removals wait
   * for a grace of minutes and looks for half a minute: nobody waits for those.
   */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

/** As deploy/schedules.ts writes it. */
export interface ValidateEvent {
  readonly suite: CheckSuite;
  /** 2026-11-20T23:00:00Z */
  readonly time: string;
  /** YYYY-MM-DD, both included. */
  readonly days?: { readonly from: string; readonly to: string };
}

export async function startPlatform(options: PlatformOptions = {}): Promise<Platform> {
  const { datasets = declared } = options;
  const emulator = await startEmulator(options);
  const [deployed, registerFile, crawlFile, guardFile, deregisterFile] = await Promise.all([
    deployStage(emulator, LOCAL_STAGE, datasets),
    options.bundleFile ?? bundled("register", emulator, options),
    datasets.some(({ strategy }) => strategy === "crawl")
      ? (options.crawlBundleFile ?? bundled("crawl", emulator, options))
      : undefined,
    datasets.some(isGuarded) ? (options.guardBundleFile ?? bundled("guard", emulator, options)) : undefined,
    datasets.some(removesEmpty)
      ? (options.deregisterBundleFile ?? bundled("deregister", emulator, options))
      : undefined,
  ]);
  const register = runRegister(emulator, options, deployed, registerFile);
  const crawl = crawlFile === undefined ? undefined : runCrawl(emulator, options, deployed, crawlFile);
  const deregister =
    deregisterFile === undefined ? undefined : runDeregister(emulator, options, deployed, deregisterFile);
  const guard = guardFile === undefined ? undefined : runGuard(emulator, options, deployed, guardFile);
  // In the order in which one gives the next something to do. Removals wait for a grace of minutes: nobody waits for those.
  const awaited = [register, crawl, guard].filter((one) => one !== undefined);
  const running = [...awaited, ...(deregister === undefined ? [] : [deregister])];
  let validate: Promise<Lambda> | undefined;
  const loaded = () => {
    validate ??= loadValidate(emulator, options, deployed);
    return validate;
  };
  const late =
    deployed.lookQueueUrl === undefined
      ? []
      : [runLook(emulator, options, deployed), runAskedVerdicts(emulator, options, deployed, loaded)];
  let reconcile: ReturnType<typeof runReconcile> | undefined;
  return {
    ...deployed,
    emulator,
    stage: LOCAL_STAGE,
    register: register.lambda,
    events: register.events,
    crawl: crawl?.lambda,
    crawlEvents: crawl?.events,
    guardEvents: guard?.events,
    deregisterEvents: deregister?.events,
    lookEvents: late[0]?.events,
    async validate(event) {
      return (await (await loaded()).invoke(event)) as Summary;
    },
    async reconcile(cadence, time) {
      reconcile ??= runReconcile(emulator, options, deployed);
      const { events, queueUrl } = await reconcile;
      emulator.sqs.byUrl(queueUrl).send({ body: startBody(cadence, time), attributes: {} });
      await events.quiet();
    },
    env: emulator.env,
    async quiet() {
      for (const { events } of awaited) await events.quiet();
    },
    async close() {
      for (const one of late) await one.close();
      await Promise.all(running.map(({ events }) => events.close()));
      await Promise.all(running.map(({ lambda }) => lambda.close()));
      await reconcile?.then(
        async ({ events, lambda }) => {
          await events.close();
          await lambda.close();
        },
        () => {},
      );
      // If it could not be made, whoever wanted a run knows.
      await validate?.then(
        (lambda) => lambda.close(),
        () => {},
      );
      await emulator.close();
    },
  };
}
