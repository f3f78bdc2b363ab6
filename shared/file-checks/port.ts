import type { FileCheck } from "./file-check.ts";

/** The queue of the guard function. */
export interface FileCheckQueue {
  /** Sends each. Answers those that could not be sent, and why; never throws. */
  send(checks: readonly FileCheck[], signal: AbortSignal): Promise<ReadonlyMap<FileCheck, string>>;
}
