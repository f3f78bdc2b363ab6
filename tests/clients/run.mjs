// `npm run test:clients`: what clients that others wrote make of the local stack, and the product of what they write.
// `-- --<part>` runs another part of parts.mjs; other arguments are jest's.
import { fileURLToPath } from "node:url";
import { tsImport } from "tsx/esm/api";
import { runJest } from "../support/jest.mjs";
import { pythonVersion } from "../support/python-environment.mjs";
import { runMain } from "../support/setup.mjs";
import { clientsOf, installClients, readPart } from "./parts.mjs";

const project = fileURLToPath(new URL("../../", import.meta.url));

/** The register function as it is deployed, but for its datasets. */
const bundled = `${project}.cache/clients/register.mjs`;

async function main({ suite, config, environments, prepare, rest }, signal) {
  // What is missing is told before anything is installed, which takes minutes.
  await pythonVersion("this suite", signal);
  const installed = {
    ...(await prepare(signal)),
    ...(await installClients(environments, signal)),
  };
  const { bundle } = await tsImport("../../deploy/bundle.ts", import.meta.url);
  const { datasets } = await tsImport("./datasets.ts", import.meta.url);
  await bundle(`${project}functions/register.ts`, bundled, datasets);
  signal.throwIfAborted();
  const judged = rest.length === 0 ? { suite, judges: clientsOf(environments) } : undefined;
  return await runJest(["--config", config, ...rest], { ...installed, REGISTER_BUNDLE: bundled }, judged);
}

await runMain((signal) => main(readPart(process.argv.slice(2)), signal));
