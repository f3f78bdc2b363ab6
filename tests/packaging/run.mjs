// `npm run test:packaging`: what `serverless package` makes of the real serverless.yml, and what it refuses. Arguments
// are jest's.
import { fileURLToPath } from "node:url";
import { runJest } from "../support/jest.mjs";

const config = fileURLToPath(new URL("jest.config.mjs", import.meta.url));
process.exitCode = await runJest(["--config", config, ...process.argv.slice(2)]);
