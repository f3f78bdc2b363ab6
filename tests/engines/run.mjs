// `npm run test:engines`: what a real Trino says to the SQL and the partitions of this project, and to its emulator.
// `--trino 483` (or TRINO_VERSION=483) asks another version; other arguments are jest's.
import { fileURLToPath } from "node:url";
import { runJest } from "../support/jest.mjs";
import { runMain } from "../support/setup.mjs";
import { CATALOG } from "./catalog.mjs";
import { DEFAULT_VERSION, installTrino } from "./installation.mjs";
import { startTrino } from "./server.mjs";

const config = fileURLToPath(new URL("jest.config.mjs", import.meta.url));

/** The version, and what is left for jest. */
function read(args) {
  const at = args.indexOf("--trino");
  const [version, rest] = at < 0 ? [process.env.TRINO_VERSION, args] : [args[at + 1], args.toSpliced(at, 2)];
  return { version: version || DEFAULT_VERSION, rest };
}

async function main({ version, rest }, signal) {
  const installed = await installTrino(version, signal);
  signal.throwIfAborted();
  console.log(`starting Trino ${version} on Java ${installed.javaVersion} ...`);
  const trino = await startTrino(installed, signal);
  console.log(`Trino answers at ${trino.url}`);
  const suite = version === DEFAULT_VERSION ? "engines" : `engines-${version}`;
  const judged = { suite, judges: [{ name: "Trino", version }] };
  try {
    signal.throwIfAborted();
    return await runJest(
      ["--config", config, ...rest],
      {
        TRINO_URL: trino.url,
        TRINO_STACK_PORT: String(trino.stackPort),
        TRINO_CATALOG: CATALOG,
        TRINO_VERSION: version,
        TRINO_DEFAULT_VERSION: DEFAULT_VERSION,
      },
      rest.length === 0 ? judged : undefined,
    );
  } finally {
    await trino.stop();
  }
}

await runMain((signal) => main(read(process.argv.slice(2)), signal));
