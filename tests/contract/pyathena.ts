import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Stack } from "../../local/stack.ts";

/** What PyAthena is asked to do, on a connection of its own. */
export interface Asked {
  readonly workGroup: string;
  readonly queries: readonly { readonly name: string; readonly database: string; readonly sql: string }[];
  /** Whose tables and views are listed. */
  readonly databases: readonly string[];
}

export interface Told {
  readonly queries: Readonly<Record<string, Answer>>;
  readonly tables: Readonly<Record<string, readonly string[]>>;
}

/** Names and types as PyAthena tells them; cells that JSON has no form for are text. */
export type Answer =
  | {
      readonly columns: readonly (readonly [string, string])[];
      readonly rows: readonly (readonly unknown[])[];
    }
  | { readonly error: string };

const script = fileURLToPath(new URL("pyathena_client.py", import.meta.url));

/** Milliseconds for all queries together. */
const LONGEST = 90_000;

/** Rejects if Python fails, or takes longer than it may. */
export function askPyAthena({ endpoint, region }: Stack, { workGroup, ...asked }: Asked): Promise<Told> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.env.CONTRACT_PYTHON!,
      [script],
      // Nothing else of this environment: it has credentials and endpoints for moto.
      { env: { PATH: process.env.PATH }, timeout: LONGEST, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error !== null) reject(new Error(`PyAthena ended early (${error.message}):\n${stderr}`));
        else resolve(JSON.parse(stdout) as Told);
      },
    );
    child.stdin!.end(JSON.stringify({ ...asked, endpoint, region, work_group: workGroup }));
  });
}
