// `npm run test:doctor`: every fault of a stage, found alone, and mended by the commands that are given. Arguments are
// jest's.
import { fileURLToPath } from "node:url";
import { runJest } from "../support/jest.mjs";

const config = fileURLToPath(new URL("jest.config.mjs", import.meta.url));
process.exitCode = await runJest(["--config", config, ...process.argv.slice(2)]);
