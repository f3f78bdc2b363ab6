import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Document } from "../../deploy/terraform/module.ts";

export interface TerraformResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder in which Terraform runs. */
export interface Workspace {
  readonly folder: string;
  readonly write: (file: string, document: Document) => void;
  /** Runs a subcommand; never asks, never colours. */
  readonly terraform: (...args: string[]) => Promise<TerraformResult>;
  /** `terraform init`; throws what it says if it fails. */
  readonly init: () => Promise<void>;
  readonly remove: () => void;
}

export function workspace(): Workspace {
  const folder = mkdtempSync(join(tmpdir(), "registrar-terraform-"));
  const terraform = (...args: string[]) => run(folder, args);
  return {
    folder,
    terraform,
    write(file, document) {
      const path = join(folder, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, JSON.stringify(document, null, 2));
    },
    async init() {
      const provider = `-plugin-dir=${process.env.TERRAFORM_PLUGIN_DIR}`;
      const { exitCode, stderr } = await terraform("init", "-input=false", "-backend=false", provider);
      if (exitCode !== 0) throw new Error(stderr);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Megabytes that the provider's schema may have. */
const LARGEST_OUTPUT = 256 * 1024 * 1024;

function run(cwd: string, [command, ...args]: string[]): Promise<TerraformResult> {
  return new Promise((resolve) => {
    const quiet = command === "providers" || command === "show" ? [] : ["-no-color"];
    execFile(
      "terraform",
      [command!, ...quiet, ...args],
      { cwd, maxBuffer: LARGEST_OUTPUT },
      (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
        resolve({ exitCode, stdout, stderr });
      },
    );
  });
}

/** The provider without an account: nothing that is tested asks AWS anything. */
export const PROVIDER = {
  aws: {
    region: "us-east-1",
    access_key: "none",
    secret_key: "none",
    skip_credentials_validation: true,
    skip_requesting_account_id: true,
    skip_metadata_api_check: true,
  },
};
