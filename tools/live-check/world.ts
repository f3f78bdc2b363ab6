import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { GlueClient } from "@aws-sdk/client-glue";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { CLIENT_DEFAULTS } from "../../shared/runtime/client-defaults.ts";
import { Undo } from "./undo.ts";

/** What every name begins with that this program gives, so that leftovers can be found. */
export const PREFIX = "registrar-live-check";

/** Where checks run, and what they may use. */
export interface LiveWorld {
  readonly account: string;
  readonly region: string;
  readonly clients: Clients;
  readonly undo: Undo;
  /** A name for a bucket, queue, rule or (with "_") database; another one each time. */
  name(): string;
  /** The name of a stage that is made for this run; another one for each letter. */
  stageName(letter: string): string;
  /** Asks again until there is an answer, for so many seconds; undefined if there is none. Throws when interrupted. */
  until<Found>(seconds: number, ask: () => Promise<Found | undefined>): Promise<Found | undefined>;
  /** Runs osls in this repository. Throws what it printed if it fails. */
  sls(...args: readonly string[]): Promise<void>;
}

export type Clients = ReturnType<typeof clientsIn>;

export const clientsIn = (region: string) => {
  const config = { ...CLIENT_DEFAULTS, region };
  return {
    s3: new S3Client({ ...config, followRegionRedirects: false }),
    sqs: new SQSClient({
      ...config,
      requestHandler: { ...CLIENT_DEFAULTS.requestHandler, requestTimeout: 25_000 },
    }),
    glue: new GlueClient(config),
    /** Without attempts of its own: what AWS refuses is what is looked at. */
    impatientGlue: new GlueClient({ ...config, maxAttempts: 1 }),
    events: new EventBridgeClient(config),
    cloudFormation: new CloudFormationClient(config),
    /** A run of checks takes minutes. */
    lambda: new LambdaClient({
      ...config,
      maxAttempts: 1,
      requestHandler: { ...CLIENT_DEFAULTS.requestHandler, requestTimeout: 900_000 },
    }),
  };
};

export interface LiveWorldOptions {
  readonly account: string;
  readonly region: string;
  /** Eight characters of 0-9 and a-f. */
  readonly runId: string;
  readonly signal: AbortSignal;
  /** Milliseconds between two questions. */
  readonly pause: number;
}

export function createWorld({ account, region, runId, signal, pause }: LiveWorldOptions): LiveWorld {
  let names = 0;
  return {
    account,
    region,
    clients: clientsIn(region),
    undo: new Undo(),
    name: () => `${PREFIX}-${runId}-${++names}`,
    stageName: (letter) => `live${runId}${letter}`,
    async until(seconds, ask) {
      const questions = Math.ceil((seconds * 1000) / pause);
      for (let question = 0; question < questions; question++) {
        signal.throwIfAborted();
        const found = await ask();
        if (found !== undefined) return found;
        await delay(pause, undefined, { signal });
      }
      return undefined;
    },
    sls: (...args) => sls([...args, "--region", region, `--param=region=${region}`]),
  };
}

const ROOT = join(import.meta.dirname, "../..");

/** In a group of its own: Ctrl-C must not end a deployment half-way, which is taken back afterwards. */
function sls(args: readonly string[]): Promise<void> {
  const command = join(ROOT, "node_modules/serverless/bin/serverless.js");
  const child = spawn(process.execPath, [command, ...args], { cwd: ROOT, detached: true });
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => printed.push(chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve();
      else
        reject(
          new Error(`sls ${args[0]} ended with ${code}: ${Buffer.concat(printed).toString().slice(-800)}`),
        );
    });
  });
}
