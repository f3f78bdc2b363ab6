/** Programs that others wrote, run by a test: with an environment of their own, for a limited time. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { join } from "node:path";

export interface Program {
  /** One of the environment's programs ("aws"), or a path. */
  readonly command: string;
  readonly args?: readonly string[];
  /** All variables of the process; none is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly input?: string | Buffer;
  /** Milliseconds. Default 60,000. */
  readonly limit?: number;
}

/** What it wrote to standard output. Rejects, with all that it said, if it fails or takes longer than it may. */
export function runProgram({
  command,
  args = [],
  env,
  cwd,
  input,
  limit = 60_000,
}: Program): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = startGroup(command, args, { env, cwd });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      stderr += text;
    });
    const late = setTimeout(() => endGroup(child), limit);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(late);
      if (code === 0) return resolve(stdout);
      const end = signal === null ? `ended with ${code}` : `was ended by ${signal}; it may take ${limit} ms`;
      reject(new Error(`${command} ${args.join(" ")} ${end}:\n${stderr}${stdout}`));
    });
    // A program that ends without reading breaks the pipe; how it ended says more.
    child.stdin.on("error", () => {});
    child.stdin.end(input ?? "");
  });
}

/** A process at the head of a group: what it starts may outlive it, with its pipes open. */
export const startGroup = (
  command: string,
  args: readonly string[],
  options: { readonly env: Readonly<Record<string, string>>; readonly cwd: string },
): ChildProcessWithoutNullStreams =>
  spawn(command, args, { ...options, detached: true, stdio: ["pipe", "pipe", "pipe"] });

/** Ends a group, if it was ever started. */
export function endGroup({ pid }: ChildProcessWithoutNullStreams): void {
  if (pid !== undefined) process.kill(-pid, "SIGKILL");
}

/** The folder of a Python environment that run.mjs installed: "main". */
export function environmentFolder(name: string): string {
  const folder = process.env[`CLIENTS_${name.toUpperCase()}`];
  if (folder === undefined)
    throw new Error(`this part of the suite has no environment "${name}" (parts.mjs)`);
  return folder;
}

/** A program of that environment: "python", "aws". */
export const programOf = (environment: string, name: string) =>
  join(environmentFolder(environment), "bin", name);
