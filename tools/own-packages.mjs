import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const project = fileURLToPath(new URL("../", import.meta.url));

/**
 * Large packages that one command alone needs are in a package.json beside that command, and `npm ci` of the project
 * leaves them out. This installs those of `folder` as its lock file says, once for each lock file. False, with a message
 * on stderr, if npm could not. `signal` ends npm.
 */
export async function installOwnPackages(folder, signal) {
  const home = join(project, folder);
  const lock = readFileSync(join(home, "package-lock.json"), "utf8");
  const stamp = join(home, "node_modules", ".installed-lock.json");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return true;
  const names = ownPackages(folder).map(({ name }) => name);
  console.error(`installing ${names.join(", ")} into ${folder} ...`);
  const { code, output } = await npmCi(home, signal);
  if (code === 0) {
    // Last: an installation that was interrupted has no stamp.
    writeFileSync(stamp, lock);
    return true;
  }
  console.error(
    `${output}npm could not install the packages of ${folder}; it needs the network once, or a registry that .npmrc names`,
  );
  return false;
}

/** Name and version of each, as they are pinned. */
export function ownPackages(folder) {
  const { dependencies } = JSON.parse(readFileSync(join(project, folder, "package.json"), "utf8"));
  return Object.entries(dependencies).map(([name, version]) => ({ name, version }));
}

/** By itself npm tries again after 10 and 60 seconds; without a network that is a long time without a word. */
const NPM_CI =
  "npm ci --ignore-scripts --no-audit --no-fund --loglevel=error --fetch-retries=2 --fetch-retry-mintimeout=1000";

async function npmCi(folder, signal) {
  // As a shell finds it: on Windows npm is a .cmd file.
  const npm = spawn(NPM_CI, { cwd: folder, shell: true, stdio: ["ignore", "pipe", "pipe"], signal });
  let output = "";
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
  }
  const code = await new Promise((resolve, reject) => npm.on("error", reject).on("close", resolve));
  return { code, output };
}
