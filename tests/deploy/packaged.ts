import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Resource } from "../../deploy/cloudformation.ts";
import { readZip } from "./zip.ts";

const ROOT = join(import.meta.dirname, "../..");

export interface Packaged {
  readonly template: CompiledTemplate;
  /** File name → contents, of what Lambda will run. */
  readonly code: ReadonlyMap<string, Buffer>;
  /** The service as osls understood it. */
  readonly service: { readonly provider: Readonly<Record<string, unknown>> };
}

export interface CompiledTemplate {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>;
}

/** `serverless package` on the real serverless.yml; throws what it printed if it fails. */
export async function packageService(...options: string[]): Promise<Packaged> {
  const folder = serviceFolder();
  try {
    const { exitCode, printed } = await serverless(folder, ["package", "--package", "out", ...options]);
    if (exitCode !== 0) throw new Error(printed);
    const read = (name: string) => readFileSync(join(folder, "out", name));
    return {
      template: JSON.parse(read("cloudformation-template-update-stack.json").toString()),
      code: readZip(read("stock-trades-partitions.zip")),
      service: JSON.parse(read("serverless-state.json").toString()).service,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What `serverless package` prints when it refuses. */
export async function refusal(...options: string[]): Promise<{ exitCode: number; printed: string }> {
  const folder = serviceFolder();
  try {
    return await serverless(folder, ["package", ...options]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A folder of its own for each run: osls and esbuild write beside serverless.yml, and tests run in parallel. */
function serviceFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "registrar-package-"));
  // A copy, because osls does not take a link for a service's configuration.
  copyFileSync(join(ROOT, "serverless.yml"), join(folder, "serverless.yml"));
  for (const name of ["deploy", "functions", "shared", "node_modules", "package.json"]) {
    symlinkSync(join(ROOT, name), join(folder, name));
  }
  return folder;
}

/** Without the environment of whoever runs the tests: no credentials, no region. */
function serverless(cwd: string, args: string[]): Promise<{ exitCode: number; printed: string }> {
  const command = join(ROOT, "node_modules/serverless/bin/serverless.js");
  const env = { PATH: process.env.PATH, HOME: cwd, SLS_NOTIFICATIONS_MODE: "off" };
  return new Promise((resolve) => {
    execFile(process.execPath, [command, ...args], { cwd, env }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
      resolve({ exitCode, printed: stdout + stderr });
    });
  });
}
