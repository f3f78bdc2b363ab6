import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const project = fileURLToPath(new URL("../", import.meta.url));

/**
 * Large packages that one command alone needs are in a package.json beside that command, and `npm ci` of the project
 * leaves them out. This installs those of `folder` as its lock file says, once for each lock file. False, with a message
 * on stderr, if npm could not.
 */
export async function installOwnPackages(folder) {
  const home = join(project, folder);
  const lock = readFileSync(join(home, "package-lock.json"), "utf8");
  const stamp = join(home, "node_modules", ".installed-lock.json");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return true;
  const names = ownPackages(folder).map(({ name }) => name);
  console.error(`installing ${names.join(", ")} into ${folder} ...`);
  const { code, output } = await npmCi(home);
  if (code === 0) {
    // Last: an installation that was interrupted has no stamp.
    writeFileSync(stamp, lock);
    return true;
  }
  console.error(
    `${output}npm could not install the packages of ${folder}; they are needed once, from npm's registry.`,
  );
  return false;
}

/** Name and version of each, as they are pinned. */
export function ownPackages(folder) {
  const { dependencies } = JSON.parse(readFileSync(join(project, folder, "package.json"), "utf8"));
  return Object.entries(dependencies).map(([name, version]) => ({ name, version }));
}

async function npmCi(folder) {
  // As a shell finds it: on Windows npm is a .cmd file.
  const npm = spawn("npm ci --ignore-scripts --no-audit --no-fund --loglevel=error", {
    cwd: folder,
    shell: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
  }
  const code = await new Promise((resolve, reject) => npm.on("error", reject).on("close", resolve));
  return { code, output };
}
