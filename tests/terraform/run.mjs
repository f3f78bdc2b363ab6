// `npm run test:terraform`: what the exported module is to a real Terraform. Arguments are jest's.
import { installMoto, startMoto } from "../contract/moto.mjs";
import { installMinistack, judges as ministack, startMinistack } from "../deployment/ministack.mjs";
import { runSuite } from "../support/jest.mjs";
import { runMain } from "../support/setup.mjs";
import { ENVIRONMENT, installProvider, terraformVersion } from "./installation.mjs";

async function main(args, signal) {
  const version = await terraformVersion(signal);
  await installMoto(signal);
  const provider = await installProvider(signal);
  const node = await installMinistack(signal);
  signal.throwIfAborted();
  // An AWS with a stage that is to be moved, and one to which stages are deployed.
  const moto = await startMoto();
  let aws;
  try {
    aws = await startMinistack(node);
    const variables = {
      ...ENVIRONMENT,
      TERRAFORM_PLUGIN_DIR: provider,
      AWS_ENDPOINT_URL: moto.endpoint,
      MINISTACK_ENDPOINT: aws.endpoint,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "none",
      AWS_SECRET_ACCESS_KEY: "none",
    };
    const judges = [{ name: "Terraform", version }, ...ministack()];
    return await runSuite("terraform", args, { variables, judges });
  } finally {
    await aws?.stop();
    await moto.stop();
  }
}

await runMain((signal) => main(process.argv.slice(2), signal));
