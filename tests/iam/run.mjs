// `npm run test:iam`: the proof of the template's permissions, and that it can fail. Arguments are jest's.
import { fileURLToPath } from "node:url";
import { installOwnPackages } from "../../tools/own-packages.mjs";
import { runJest } from "../support/jest.mjs";

const config = fileURLToPath(new URL("jest.config.mjs", import.meta.url));
const isReady = await installOwnPackages("iam");
process.exitCode = isReady ? await runJest(["--config", config, ...process.argv.slice(2)]) : 2;
