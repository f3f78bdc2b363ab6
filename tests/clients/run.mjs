// `npm run test:clients`: what clients that others wrote make of the local stack, and the product of what they write.
// `-- --<part>` runs another part of parts.mjs; other arguments are jest's.
import { fileURLToPath } from "node:url";
import { tsImport } from "tsx/esm/api";
import { runJest } from "../support/jest.mjs";
import { SetupError } from "../support/setup.mjs";
import { clientsOf, installClients, readPart } from "./parts.mjs";

const project = fileURLToPath(new URL("../../", import.meta.url));

/** The register function as it is deployed, but for its datasets. */
const bundled = `${project}.cache/clients/register.mjs`;

/** Ends an installation; jest is stopped by whoever runs it. */
const stopped = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => stopped.abort());

async function main({ suite, config, environments, prepare, rest }) {
  const installed = {
    ...(await installClients(environments, stopped.signal)),
    ...(await prepare(stopped.signal)),
  };
  const { bundle } = await tsImport("../../deploy/bundle.ts", import.meta.url);
  const { datasets } = await tsImport("./datasets.ts", import.meta.url);
  await bundle(`${project}functions/register.ts`, bundled, datasets);
  stopped.signal.throwIfAborted();
  const judged = rest.length === 0 ? { suite, judges: clientsOf(environments) } : undefined;
  return await runJest(["--config", config, ...rest], { ...installed, REGISTER_BUNDLE: bundled }, judged);
}

try {
  process.exitCode = await main(readPart(process.argv.slice(2)));
} catch (error) {
  if (stopped.signal.aborted) {
    console.error("stopped");
    process.exitCode = 1;
  } else if (error instanceof SetupError) {
    console.error(error.message);
    process.exitCode = 2;
  } else throw error;
}
