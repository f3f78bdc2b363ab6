import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { environmentHome } from "../support/python-environment.mjs";
import { run, SetupError } from "../support/setup.mjs";

/** Where an image without a network may keep the provider. */
const MIRRORS = [process.env.TERRAFORM_PLUGIN_DIR, "/opt/tf-plugins"];

/** Terraform asks nobody for newer versions, and does not see the user's own configuration. */
export const ENVIRONMENT = {
  CHECKPOINT_DISABLE: "1",
  TF_CLI_CONFIG_FILE: fileURLToPath(new URL("terraform.rc", import.meta.url)),
};

const terraform = (args, signal) =>
  run("terraform", args, { signal, env: { ...process.env, ...ENVIRONMENT } });

/** "1.11.4" */
export async function terraformVersion(signal) {
  const { code, output } = await terraform(["version", "-json"], signal);
  if (code !== 0) {
    throw new SetupError("terraform was not found (https://developer.hashicorp.com/terraform/install)");
  }
  return JSON.parse(output).terraform_version;
}

/** The folder that has the provider: a mirror, else .cache/terraform, into which it is downloaded once. */
export async function installProvider(signal) {
  const mirror = MIRRORS.find((folder) => folder !== undefined && existsSync(folder));
  if (mirror !== undefined) return mirror;
  const home = environmentHome("terraform");
  const stamp = join(home, "installed.txt");
  const folder = join(home, ".terraform", "providers");
  if (existsSync(stamp)) return folder;
  console.log("installing Terraform's provider hashicorp/aws into .cache/terraform ...");
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const wanted = { terraform: { required_providers: { aws: { source: "hashicorp/aws" } } } };
  writeFileSync(join(home, "main.tf.json"), JSON.stringify(wanted));
  const init = [`-chdir=${home}`, "init", "-input=false", "-backend=false", "-no-color"];
  const { code, output } = await terraform(init, signal);
  if (code !== 0) {
    throw new SetupError(
      `${output.trim()}\nTerraform could not get its provider hashicorp/aws; it needs the network once, or a folder ` +
        "that TERRAFORM_PLUGIN_DIR names (`terraform providers mirror <folder>` makes one)",
    );
  }
  // Last: an installation that was interrupted has no stamp.
  writeFileSync(stamp, output);
  return folder;
}
