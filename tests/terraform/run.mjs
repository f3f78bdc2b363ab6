// `npm run test:terraform`: what the exported module is to a real Terraform. Arguments are jest's.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runJest } from "../support/jest.mjs";

const config = fileURLToPath(new URL("jest.config.mjs", import.meta.url));

/** Where an image without a network may keep the provider; elsewhere `terraform init` downloads it. */
const MIRRORS = [process.env.TERRAFORM_PLUGIN_DIR, "/opt/tf-plugins"];

if (spawnSync("terraform", ["version"]).status !== 0) {
  console.error("terraform was not found (https://developer.hashicorp.com/terraform/install)");
  process.exitCode = 2;
} else {
  const mirror = MIRRORS.find((folder) => folder !== undefined && existsSync(folder));
  process.exitCode = await runJest(["--config", config, ...process.argv.slice(2)], {
    ...(mirror === undefined ? {} : { TERRAFORM_PLUGIN_DIR: mirror }),
    // Of no use to what is tested, and a network is not at hand.
    CHECKPOINT_DISABLE: "1",
    TF_CLI_CONFIG_FILE: fileURLToPath(new URL("terraform.rc", import.meta.url)),
  });
}
