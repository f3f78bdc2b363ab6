// `npm run test:contract`: the register path against moto, an AWS that others wrote. Arguments are jest's.
import { fileURLToPath } from "node:url";
import { tsImport } from "tsx/esm/api";
import { runSuite } from "../support/jest.mjs";
import { SetupError } from "../support/setup.mjs";
import { installMoto, pinnedJudges, startMoto } from "./moto.mjs";

const project = fileURLToPath(new URL("../../", import.meta.url));

/** The function as it is deployed. */
const bundled = `${project}.cache/contract/register.mjs`;

/** Ends an installation; jest is stopped by whoever runs it. */
const stopped = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => stopped.abort());

async function main(args) {
  await installMoto(stopped.signal);
  const { bundle } = await tsImport("../../deploy/bundle.ts", import.meta.url);
  const { datasets } = await tsImport("../fixtures/datasets.ts", import.meta.url);
  await bundle(`${project}functions/register.ts`, bundled, datasets);
  stopped.signal.throwIfAborted();
  const moto = await startMoto();
  console.log(`moto answers at ${moto.endpoint}`);
  try {
    stopped.signal.throwIfAborted();
    const variables = {
      AWS_ENDPOINT_URL: moto.endpoint,
      AWS_REGION: "us-east-1",
      // moto takes any.
      AWS_ACCESS_KEY_ID: "contract",
      AWS_SECRET_ACCESS_KEY: "contract",
      REGISTER_BUNDLE: bundled,
    };
    return await runSuite("contract", args, { variables, judges: pinnedJudges() });
  } finally {
    await moto.stop();
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
