import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Resource } from "../../deploy/cloudformation.ts";
import type { Dataset } from "../../shared/datasets/dataset.ts";
import { serverless, serviceFolder } from "./service.ts";
import { readZip } from "./zip.ts";

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

/** `serverless package` on the real serverless.yml, once in a run of tests; throws what it printed if it fails. */
export async function packageService(...options: string[]): Promise<Packaged> {
  const kept = keptFor(options);
  if (kept !== undefined && existsSync(kept)) return readPackage(kept);
  const folder = serviceFolder();
  try {
    const out = await packageIn(folder, options);
    const packaged = readPackage(out);
    if (kept !== undefined) keep(out, kept);
    return packaged;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function keep(out: string, kept: string): void {
  try {
    renameSync(out, kept);
  } catch (thrown) {
    // Another file was faster, with the same.
    if (!existsSync(kept)) throw thrown;
  }
}

/** Where files of the same run find it; undefined if jest was started by itself. */
function keptFor(options: readonly string[]): string | undefined {
  const shared = process.env.SHARED_BY_RUN;
  return shared && join(shared, createHash("sha256").update(options.join(" ")).digest("hex"));
}

/** The same as if shared/datasets.ts declared these. */
export async function packageDatasets(datasets: readonly Dataset[], ...options: string[]): Promise<Packaged> {
  const folder = serviceFolder(datasets);
  try {
    return readPackage(await packageIn(folder, options));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Answers the folder of the package. */
async function packageIn(
  folder: string,
  options: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<string> {
  const args = ["package", "--package", "out", ...options];
  const { exitCode, printed } = await serverless(folder, args, variables);
  if (exitCode !== 0) throw new Error(printed);
  return join(folder, "out");
}

function readPackage(out: string): Packaged {
  const read = (name: string) => readFileSync(join(out, name));
  return {
    template: JSON.parse(read("cloudformation-template-update-stack.json").toString()),
    code: readZip(read(readdirSync(out).find((name) => name.endsWith(".zip"))!)),
    service: JSON.parse(read("serverless-state.json").toString()).service,
  };
}

/** What `serverless package` prints when it refuses, and the files that it wrote nevertheless. */
export function refusal(...options: string[]) {
  return refusalOf({}, ...options);
}

/** The same with variables in the environment. */
export async function refusalOf(
  variables: Readonly<Record<string, string>>,
  ...options: string[]
): Promise<{ exitCode: number; printed: string; written: string[] }> {
  const folder = serviceFolder();
  const before = new Set(readdirSync(folder));
  try {
    const answer = await serverless(folder, ["package", ...options], variables);
    return { ...answer, written: readdirSync(folder).filter((name) => !before.has(name)) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What `serverless deploy` prints against a local stack, and nothing else: which variables name it, its `env` says. */
export async function deployTo(
  env: Readonly<Record<string, string>>,
  ...options: string[]
): Promise<{ exitCode: number; printed: string }> {
  const folder = serviceFolder();
  try {
    return await serverless(folder, ["deploy", ...options], env);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The same of a list outside of the checkout. */
export async function packageList(list: string, ...options: string[]): Promise<Packaged> {
  const folder = serviceFolder();
  try {
    return readPackage(await packageIn(folder, options, { REGISTRAR_DATASETS: list }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The same after `edit` changed serverless.yml. */
export async function packageEdited(edit: (yaml: string) => string, ...options: string[]): Promise<Packaged> {
  const folder = serviceFolder();
  const file = join(folder, "serverless.yml");
  try {
    writeFileSync(file, edit(readFileSync(file, "utf8")));
    return readPackage(await packageIn(folder, options));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
