import { execFile } from "node:child_process";
import { copyFileSync, cpSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Dataset } from "../../shared/datasets/dataset.ts";
import { datasets as frozen } from "../fixtures/datasets.ts";
import { grantees } from "../fixtures/grantees.ts";

const ROOT = join(import.meta.dirname, "../..");

/**
 * A folder of its own for each run: osls and esbuild write beside serverless.yml, and tests run in parallel. It declares
 * these datasets, without grantees; by default the frozen ones and their grantees.
 */
export function serviceFolder(datasets?: readonly Dataset[]): string {
  const folder = mkdtempSync(join(tmpdir(), "registrar-package-"));
  // A copy, because osls does not take a link for a service's configuration.
  copyFileSync(join(ROOT, "serverless.yml"), join(folder, "serverless.yml"));
  for (const name of ["node_modules", "package.json"]) symlinkSync(join(ROOT, name), join(folder, name));
  for (const name of ["access", "deploy", "functions", "shared"]) {
    // Behind a link Node.js would find the datasets of the project.
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  }
  const declare = (file: string, name: string, list: readonly unknown[]) =>
    writeFileSync(join(folder, file), `export const ${name} = ${JSON.stringify(list)};\n`);
  declare("shared/datasets.ts", "datasets", datasets ?? frozen);
  declare("access/grantees.ts", "grantees", datasets === undefined ? grantees : []);
  return folder;
}

/** Without the environment of whoever runs the tests: no credentials, no region. */
export function serverless(
  cwd: string,
  args: string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<{ exitCode: number; printed: string }> {
  const command = join(ROOT, "node_modules/serverless/bin/serverless.js");
  const env = { ...variables, PATH: process.env.PATH, HOME: cwd, SLS_NOTIFICATIONS_MODE: "off" };
  return new Promise((resolve) => {
    execFile(process.execPath, [command, ...args], { cwd, env }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
      resolve({ exitCode, printed: stdout + stderr });
    });
  });
}
