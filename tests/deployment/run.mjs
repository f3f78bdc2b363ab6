// `npm run test:deployment`: the unmodified service, deployed with `sls deploy` to an AWS that others wrote. Arguments
// are jest's.
import { runSuite } from "../support/jest.mjs";
import { runMain } from "../support/setup.mjs";
import { installMinistack, judges, startMinistack } from "./ministack.mjs";

async function main(args, signal) {
  const node = await installMinistack(signal);
  signal.throwIfAborted();
  const aws = await startMinistack(node);
  console.log(`ministack answers at ${aws.endpoint}`);
  try {
    signal.throwIfAborted();
    const variables = {
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_REGION: "us-east-1",
      // It takes any.
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    };
    return await runSuite("deployment", args, { variables, judges: judges() });
  } finally {
    await aws.stop();
  }
}

await runMain((signal) => main(process.argv.slice(2), signal));
