// `npm run test:browser`: the report's pages in a real Chromium. Arguments are jest's.
import { spawnSync } from "node:child_process";
import { installOwnPackages, ownPackages } from "../../tools/own-packages.mjs";
import { runSuite } from "../support/jest.mjs";
import { findChromium, NO_CHROMIUM } from "./chromium.mjs";

/** "Chromium 156.0.8078.73 built on Debian" → "156.0.8078.73". */
function versionOf(chromium) {
  const { stdout } = spawnSync(chromium, ["--version"], { encoding: "utf8" });
  return /[\d.]+/.exec(stdout)?.[0] ?? "";
}

const chromium = findChromium(process.env);
if (chromium === undefined) {
  console.error(NO_CHROMIUM);
  process.exitCode = 2;
} else if (!(await installOwnPackages("tests/browser"))) {
  process.exitCode = 2;
} else {
  const axe = ownPackages("tests/browser").find(({ name }) => name === "axe-core");
  process.exitCode = await runSuite("browser", process.argv.slice(2), {
    variables: { CHROMIUM_PATH: chromium },
    judges: [{ name: "Chromium", version: versionOf(chromium) }, axe],
  });
}
