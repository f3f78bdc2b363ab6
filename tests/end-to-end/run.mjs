// `npm run test:end-to-end`: the README's commands as their user runs them, and the packaged bundle. Arguments are jest's.
import { fileURLToPath } from "node:url";
import { runJest } from "../support/jest.mjs";

const config = fileURLToPath(new URL("jest.config.mjs", import.meta.url));
process.exitCode = await runJest(["--config", config, ...process.argv.slice(2)]);
