/** One sandbox of a local Lambda: a worker thread, one invocation at a time, gone for good once it dies. */
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";

export interface SandboxOptions {
  readonly file: string;
  readonly handlerName: string;
  readonly env: Readonly<Record<string, string>>;
  readonly context: Readonly<Record<string, string>>;
  readonly onLog: (line: string) => void;
}

/** An invocation that did not end well, in the words of the runtime. */
export class LambdaError extends Error {
  /** The name of what was thrown, or "Sandbox.Timedout", "Runtime.ExitError", "Runtime.HandlerNotFound". */
  readonly errorType: string;
  /** The function's own stack, line by line. */
  readonly trace: readonly string[];
  constructor(errorType: string, message: string, trace: readonly string[] = []) {
    super(message);
    this.name = "LambdaError";
    this.errorType = errorType;
    this.trace = trace;
  }
}

type Report =
  | { readonly kind: "ready" }
  | { readonly kind: "answered"; readonly payload: string | undefined }
  | {
      readonly kind: "failed";
      readonly errorType: string;
      readonly errorMessage: string;
      readonly trace: readonly string[];
    };

/** Milliseconds for loading the module; they do not count as the invocation's (Lambda's init phase). */
const INIT_MS = 10_000;

export class Sandbox {
  isAlive = true;
  readonly #worker: Worker;
  readonly #ready: Promise<unknown>;
  /** Settles what is under way: loading, then one invocation after another. */
  #settle: ((report: Report) => void) | undefined;

  constructor(options: SandboxOptions) {
    this.#worker = new Worker(new URL("./lambda-worker.mjs", import.meta.url), {
      env: { ...options.env },
      // Flags and loaders of this process are none of the function's business.
      execArgv: [],
      stdout: true,
      stderr: true,
      workerData: {
        file: pathToFileURL(options.file).href,
        handlerName: options.handlerName,
        context: options.context,
      },
    });
    for (const stream of [this.#worker.stdout, this.#worker.stderr]) {
      createInterface({ input: stream }).on("line", options.onLog);
    }
    this.#worker.on("message", (report: Report) => this.#settle?.(report));
    this.#worker.on("error", (error) => this.#die(error.name, error.message));
    this.#worker.on("exit", (code) => this.#die("Runtime.ExitError", `Runtime exited with code ${code}`));
    this.#ready = this.#report(INIT_MS);
    // The first invocation hears of the failure; the sandbox is of no more use.
    this.#ready.catch(() => this.end());
  }

  /** JSON in, JSON out. `ahead` is by how many milliseconds the function's Date.now() differs from the machine's. */
  async run(payload: string, timeoutMs: number, ahead?: number): Promise<string | undefined> {
    await this.#ready;
    if (!this.isAlive) throw new LambdaError("Runtime.ExitError", "The runtime died between two invocations");
    const report = this.#report(timeoutMs);
    const deadline = Date.now() + timeoutMs;
    this.#worker.postMessage({ awsRequestId: randomUUID(), deadline, ahead, payload });
    return report;
  }

  async end(): Promise<void> {
    this.isAlive = false;
    await this.#worker.terminate();
  }

  async #report(timeoutMs: number): Promise<string | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const report = await new Promise<Report>((resolve) => {
      this.#settle = resolve;
      timer = setTimeout(() => {
        this.#die("Sandbox.Timedout", `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`);
        void this.#worker.terminate();
      }, timeoutMs);
    });
    clearTimeout(timer);
    this.#settle = undefined;
    if (report.kind === "failed") throw new LambdaError(report.errorType, report.errorMessage, report.trace);
    return report.kind === "answered" ? report.payload : undefined;
  }

  #die(errorType: string, errorMessage: string): void {
    this.isAlive = false;
    this.#settle?.({ kind: "failed", errorType, errorMessage, trace: [] });
  }
}
