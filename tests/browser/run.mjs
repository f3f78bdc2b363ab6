// `npm run test:browser`: the report's pages in a real Chromium. Arguments are jest's.
import { spawnSync } from "node:child_process";
import { installOwnPackages, ownPackages } from "../../tools/own-packages.mjs";
import { runSuite } from "../support/jest.mjs";
import { runMain, SetupError } from "../support/setup.mjs";
import { findChromium, NO_CHROMIUM } from "./chromium.mjs";

/** "Chromium 156.0.8078.73 built on Debian" → "156.0.8078.73". */
function versionOf(chromium) {
  const { stdout } = spawnSync(chromium, ["--version"], { encoding: "utf8" });
  return /[\d.]+/.exec(stdout)?.[0] ?? "";
}

async function main(args, signal) {
  const chromium = findChromium(process.env);
  if (chromium === undefined) throw new SetupError(NO_CHROMIUM);
  if (!(await installOwnPackages("tests/browser", signal))) return 2;
  const axe = ownPackages("tests/browser").find(({ name }) => name === "axe-core");
  return await runSuite("browser", args, {
    variables: { CHROMIUM_PATH: chromium },
    judges: [{ name: "Chromium", version: versionOf(chromium) }, axe],
  });
}

await runMain((signal) => main(process.argv.slice(2), signal));
