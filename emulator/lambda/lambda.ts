/** Lambda on this machine: a bundled handler in worker threads, with Lambda's environment, context and limits. */
import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import { LambdaError, Sandbox, type SandboxOptions } from "./sandbox.ts";

/** Bytes of an event, and of an answer (Lambda quotas: 6 MB, synchronous). */
const PAYLOAD_BYTES = 6 * 1024 * 1024;

export interface LambdaOptions {
  /** The bundle, an ES module (.mjs). */
  readonly file: string;
  /** Name of the exported function. Default "handler". */
  readonly handler?: string;
  readonly functionName: string;
  /** The function's own variables; the process's are not passed on, as in Lambda. */
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds. Default 3,000, Lambda's own. */
  readonly timeoutMs?: number;
  readonly memoryMb?: number;
  /** Invocations at a time; more wait. Default 1. */
  readonly concurrency?: number;
  readonly region?: string;
  readonly accountId?: string;
  /** What Date.now() tells the function when it is invoked. Default: the machine's time. Timers stay the machine's. */
  readonly clock?: Pick<Clock, "now">;
  /** Every line the function writes to stdout or stderr. */
  readonly onLog?: (line: string) => void;
}

export interface Lambda {
  /** The event travels as JSON. Rejects with LambdaError when the function throws, runs out of time or dies. */
  invoke(event: unknown): Promise<unknown>;
  /** Ends every sandbox; invocations under way reject. */
  close(): Promise<void>;
}

export function createLambda(options: LambdaOptions): Lambda {
  const { clock, concurrency = 1, timeoutMs = 3000 } = options;
  const sandboxOptions = sandboxOptionsOf(options);
  let idle: Sandbox[] = [];
  const all = new Set<Sandbox>();
  const waiting: (() => void)[] = [];
  let closed = false;

  const acquire = async (): Promise<Sandbox> => {
    for (const dead of idle.filter((sandbox) => !sandbox.isAlive)) all.delete(dead);
    idle = idle.filter((sandbox) => sandbox.isAlive);
    while (idle.length === 0 && all.size >= concurrency)
      await new Promise<void>((resolve) => waiting.push(resolve));
    if (closed) throw new LambdaError("Sandbox.Closed", `${options.functionName} is closed`);
    const sandbox = idle.pop() ?? new Sandbox(sandboxOptions);
    all.add(sandbox);
    return sandbox;
  };
  const release = (sandbox: Sandbox) => {
    // A sandbox that died or ran out of time is never used again, as in Lambda.
    if (sandbox.isAlive) idle.push(sandbox);
    else all.delete(sandbox);
    waiting.shift()?.();
  };

  return {
    async invoke(event) {
      const payload = JSON.stringify(event);
      if (Buffer.byteLength(payload) > PAYLOAD_BYTES) {
        throw new RangeError(
          `the event is ${Buffer.byteLength(payload)} bytes; Lambda takes ${PAYLOAD_BYTES}`,
        );
      }
      const sandbox = await acquire();
      try {
        const ahead = clock === undefined ? undefined : clock.now() - Date.now();
        const answer = await sandbox.run(payload, timeoutMs, ahead);
        return answer === undefined ? null : (JSON.parse(answer) as unknown);
      } finally {
        release(sandbox);
      }
    },
    async close() {
      closed = true;
      await Promise.all([...all].map((sandbox) => sandbox.end()));
    },
  };
}

function sandboxOptionsOf(options: LambdaOptions): SandboxOptions {
  const {
    accountId = "000000000000",
    functionName,
    handler = "handler",
    memoryMb = 128,
    region = "us-east-1",
  } = options;
  const logGroupName = `/aws/lambda/${functionName}`;
  const logStreamName = `local/[$LATEST]${randomUUID().replaceAll("-", "")}`;
  return {
    file: options.file,
    handlerName: handler,
    onLog: options.onLog ?? (() => {}),
    context: {
      functionName,
      functionVersion: "$LATEST",
      invokedFunctionArn: `arn:aws:lambda:${region}:${accountId}:function:${functionName}`,
      memoryLimitInMB: String(memoryMb),
      logGroupName,
      logStreamName,
    },
    // https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
    env: {
      AWS_DEFAULT_REGION: region,
      AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split(".")[0]}.x`,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
      AWS_LAMBDA_FUNCTION_NAME: functionName,
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
      AWS_LAMBDA_LOG_GROUP_NAME: logGroupName,
      AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
      TZ: ":UTC",
      _HANDLER: handler,
      ...options.env,
    },
  };
}
