// `npm run test:deployment`: the unmodified service, deployed with `sls deploy` to an AWS that others wrote. Arguments
// are jest's.
import { runSuite } from "../support/jest.mjs";
import { SetupError } from "../support/setup.mjs";
import { installMinistack, judges, startMinistack } from "./ministack.mjs";

/** Ends an installation; jest is stopped by whoever runs it. */
const stopped = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => stopped.abort());

async function main(args) {
  const node = await installMinistack(stopped.signal);
  stopped.signal.throwIfAborted();
  const aws = await startMinistack(node);
  console.log(`ministack answers at ${aws.endpoint}`);
  try {
    stopped.signal.throwIfAborted();
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

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (stopped.signal.aborted) {
    console.error("stopped");
    process.exitCode = 1;
  } else if (error instanceof SetupError) {
    console.error(error.message);
    process.exitCode = 2;
  } else throw error;
}
