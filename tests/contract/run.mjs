// `npm run test:contract`: the register path against moto, an AWS that others wrote. Arguments are jest's.
import { fileURLToPath } from "node:url";
import { tsImport } from "tsx/esm/api";
import { runSuite } from "../support/jest.mjs";
import { runMain } from "../support/setup.mjs";
import { installMoto, pinnedJudges, startMoto } from "./moto.mjs";

const project = fileURLToPath(new URL("../../", import.meta.url));

/** The function as it is deployed. */
const bundled = `${project}.cache/contract/register.mjs`;

async function main(args, signal) {
  await installMoto(signal);
  const { bundle } = await tsImport("../../deploy/bundle.ts", import.meta.url);
  const { datasets } = await tsImport("../fixtures/datasets.ts", import.meta.url);
  await bundle(`${project}functions/register.ts`, bundled, datasets);
  signal.throwIfAborted();
  const moto = await startMoto();
  console.log(`moto answers at ${moto.endpoint}`);
  try {
    signal.throwIfAborted();
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

await runMain((signal) => main(process.argv.slice(2), signal));
