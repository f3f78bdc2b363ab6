// `npm run test:terraform`: what the exported module is to a real Terraform. Arguments are jest's.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { installMoto, startMoto } from "../contract/moto.mjs";
import { installMinistack, judges as ministack, startMinistack } from "../deployment/ministack.mjs";
import { runSuite } from "../support/jest.mjs";
import { runMain, SetupError } from "../support/setup.mjs";

/** Where an image without a network may keep the provider; elsewhere `terraform init` downloads it. */
const MIRRORS = [process.env.TERRAFORM_PLUGIN_DIR, "/opt/tf-plugins"];

async function main(args, signal) {
  const { status, stdout } = spawnSync("terraform", ["version", "-json"], { encoding: "utf8" });
  if (status !== 0) {
    throw new SetupError("terraform was not found (https://developer.hashicorp.com/terraform/install)");
  }
  await installMoto(signal);
  const node = await installMinistack(signal);
  signal.throwIfAborted();
  const mirror = MIRRORS.find((folder) => folder !== undefined && existsSync(folder));
  const moto = await startMoto();
  const aws = await startMinistack(node);
  try {
    const variables = {
      ...(mirror === undefined ? {} : { TERRAFORM_PLUGIN_DIR: mirror }),
      // Of no use to what is tested, and a network is not at hand.
      CHECKPOINT_DISABLE: "1",
      TF_CLI_CONFIG_FILE: fileURLToPath(new URL("terraform.rc", import.meta.url)),
      // An AWS with a stage that is to be moved, and one to which stages are deployed.
      AWS_ENDPOINT_URL: moto.endpoint,
      MINISTACK_ENDPOINT: aws.endpoint,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "none",
      AWS_SECRET_ACCESS_KEY: "none",
    };
    const judges = [{ name: "Terraform", version: JSON.parse(stdout).terraform_version }, ...ministack()];
    return await runSuite("terraform", args, { variables, judges });
  } finally {
    await aws.stop();
    await moto.stop();
  }
}

await runMain((signal) => main(process.argv.slice(2), signal));
