// `npm run test:browser`: the report's pages in a real Chromium. Arguments are jest's.
import { fileURLToPath } from "node:url";
import { installOwnPackages } from "../../tools/own-packages.mjs";
import { runJest } from "../support/jest.mjs";
import { findChromium, NO_CHROMIUM } from "./chromium.mjs";

const config = fileURLToPath(new URL("jest.config.mjs", import.meta.url));
const chromium = findChromium(process.env);
if (chromium === undefined) {
  console.error(NO_CHROMIUM);
  process.exitCode = 2;
} else if (!(await installOwnPackages("tests/browser"))) {
  process.exitCode = 2;
} else {
  const args = ["--config", config, ...process.argv.slice(2)];
  process.exitCode = await runJest(args, { CHROMIUM_PATH: chromium });
}
