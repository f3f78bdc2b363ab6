/** AWS on this machine: S3, SQS, SNS, Glue, Athena, IAM, STS and a little CloudFormation behind one address, and whatever else is added to them. */
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { ACCOUNT_ID, REGION } from "./account.ts";
import { type Athena, type AthenaOptions, createAthena } from "./athena/index.ts";
import { lazyEngine } from "./athena/lazy-engine.ts";
import { type Clock, systemClock } from "./clock.ts";
import { createCloudFormation } from "./cloudformation/index.ts";
import type { Stacks } from "./cloudformation/stacks.ts";
import type { EventBuses } from "./events/event-buses.ts";
import { createEvents } from "./events/index.ts";
import { createGlue, type Glue, type GlueOptions } from "./glue/index.ts";
import { createIam, type Iam } from "./iam/index.ts";
import { EventSourceMappings } from "./lambda/event-source-mappings.ts";
import { lambdaCall } from "./lambda/index.ts";
import type { Destination } from "./s3/events.ts";
import { createS3, type S3 } from "./s3/index.ts";
import { createSns } from "./sns/index.ts";
import type { Topics } from "./sns/topics.ts";
import { createSqs } from "./sqs/index.ts";
import type { Queue } from "./sqs/queue.ts";
import type { Queues } from "./sqs/queues.ts";
import { createSts, type Sts } from "./sts/index.ts";
import { createFaults, type Faults } from "./wire/faults.ts";
import { HOST, type LoggedRequest, listen } from "./wire/http.ts";
import type { JsonService } from "./wire/service.ts";

export interface EmulatorOptions {
  /** Default: any free port. */
  readonly port?: number;
  /** Keeps the objects of S3. Default: a fresh folder that closing removes; a folder given here is left alone. */
  readonly dataDir?: string;
  /** Default: the machine's time. */
  readonly clock?: Clock;
  /** Most entries in a page of any listing. Small ones make callers cross pages. */
  readonly pageSize?: number;
  /** Of faults with a probability. */
  readonly seed?: number;
  readonly services?: readonly JsonService[];
  /** How long crawls take, and stopping them. */
  readonly glue?: Pick<GlueOptions, "crawlMs" | "crawlStopMs" | "indexMs">;
  /** How Athena runs queries; tests give it an engine of their own. */
  readonly athena?: Partial<Pick<AthenaOptions, "engine" | "concurrency" | "queryMs">>;
}

export interface Emulator {
  /** "http://127.0.0.1:<port>" */
  readonly endpoint: string;
  readonly port: number;
  readonly region: string;
  readonly accountId: string;
  readonly dataDir: string;
  /** What a process needs in its environment so that the AWS SDK talks to this stack. */
  readonly env: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly s3: S3;
  readonly sqs: Queues;
  readonly sns: Topics;
  /** The default bus of EventBridge. */
  readonly events: EventBuses;
  /** Roles, and the sessions of who took one. */
  readonly iam: Pick<Iam, "roles">;
  readonly sts: Omit<Sts, "service">;
  /** What CloudFormation tells of its stacks. */
  readonly stacks: Stacks;
  readonly glue: Glue;
  /** What feeds functions, as far as it was added: clients of Lambda may switch it off and on. */
  readonly eventSourceMappings: EventSourceMappings;
  readonly athena: Athena;
  readonly faults: Faults;
  /** Answered requests, oldest first. */
  readonly requests: readonly LoggedRequest[];
  /** Adds a service that needs parts of the emulator to be made. */
  serve(service: JsonService): void;
  close(): Promise<void>;
}

/** Rejects with PortTakenError when the port is not free. */
export async function openEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { clock = systemClock, pageSize } = options;
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), "aws-emulator-"));
  let endpoint = "";
  const sqs = createSqs({ clock, region: REGION, accountId: ACCOUNT_ID, endpoint: () => endpoint });
  const iam = createIam({ clock, accountId: ACCOUNT_ID });
  const cloudFormation = createCloudFormation({ clock });
  const sts = createSts({ clock, accountId: ACCOUNT_ID, roles: iam.roles });
  const sns = createSns({ clock, region: REGION, accountId: ACCOUNT_ID });
  const events = createEvents({
    clock,
    region: REGION,
    accountId: ACCOUNT_ID,
    target: (arn) => {
      const queue = sqs.queues.findByArn(arn);
      if (queue !== undefined) return (body) => queue.send({ body });
      return sns.topics.has(arn)
        ? (message) => sns.topics.publish(arn, { subject: undefined, message, attributes: {} })
        : undefined;
    },
  });
  const s3 = createS3({
    clock,
    region: REGION,
    accountId: ACCOUNT_ID,
    folder: join(dataDir, "s3"),
    destination: (arn) => deliverTo(sqs.queues.findByArn(arn)),
  });
  const glue = createGlue({
    clock,
    accountId: ACCOUNT_ID,
    s3: s3.store,
    ...(pageSize === undefined ? {} : { pageSize }),
    ...options.glue,
  });
  if (pageSize !== undefined) s3.pageSize = pageSize;
  const athena = createAthena({
    engine: lazyEngine(async () => {
      const { createDuckDbEngine } = await import("./athena/engine/engine.ts");
      return createDuckDbEngine({ glue: glue.store, s3, clock });
    }),
    glue: glue.store,
    s3,
    clock,
    accountId: ACCOUNT_ID,
    ...(pageSize === undefined ? {} : { pageSize }),
    ...options.athena,
  });
  const services = [sqs.service, glue.service, athena.service, events.service, ...(options.services ?? [])];
  const eventSourceMappings = new EventSourceMappings({ clock, region: REGION, accountId: ACCOUNT_ID });
  const faults = createFaults(options.seed);
  // Not the synchronous one: of thousands of folders it took two seconds, this one a third of that.
  const forgetData = async () => {
    if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
  };
  const listener = await listen({
    port: options.port ?? 0,
    clock,
    faults,
    services,
    queryServices: [sns.service, iam.service, sts.service, cloudFormation.service],
    restServices: [(request) => lambdaCall(eventSourceMappings, request)],
    rest: s3.protocol,
  }).catch(async (error) => {
    await forgetData();
    throw error;
  });
  endpoint = `http://${HOST}:${listener.port}`;
  return {
    endpoint,
    port: listener.port,
    region: REGION,
    accountId: ACCOUNT_ID,
    dataDir,
    env: environmentOf(endpoint),
    clock,
    s3,
    sqs: sqs.queues,
    sns: sns.topics,
    events: events.buses,
    iam,
    sts,
    stacks: cloudFormation.stacks,
    glue,
    eventSourceMappings,
    athena,
    faults,
    requests: listener.requests,
    serve: (service) => services.push(service),
    async close() {
      await listener.close();
      await athena.close();
      sqs.queues.close();
      s3.close();
      await forgetData();
    },
  };
}

function deliverTo(queue: Queue | undefined): Destination | undefined {
  if (queue === undefined) return undefined;
  return (body, shuffle) => {
    queue.send({ body }, undefined, shuffle);
  };
}

function environmentOf(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    // Any will do: signatures are not looked at.
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    // Without these the SDK may read a profile of the user, or ask the network for credentials.
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}
