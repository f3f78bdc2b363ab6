import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { run, SetupError } from "./setup.mjs";

/** What the pinned requirements ask for. */
const OLDEST_PYTHON = [3, 11];

/** Where the environment of that name is. */
export const environmentHome = (name) => fileURLToPath(new URL(`../../.cache/${name}/`, import.meta.url));

/** The interpreter of the environment of that name. */
export const pythonOf = (name) => join(environmentHome(name), "bin", "python");

/** `packages` with the versions that a requirements file pins, as judges: `[{ name, version }]`. */
export function pinned(requirements, packages) {
  const pins = readFileSync(requirements, "utf8");
  return packages.map((name) => {
    const pin = new RegExp(`^${name}(?:\\[\\w+\\])?==(.*)$`, "mi").exec(pins);
    if (pin === null) throw new Error(`${requirements} does not pin ${name}`);
    return { name, version: pin[1] };
  });
}

/**
 * Makes a Python environment of its own in .cache/<name>, with what a requirements file pins; an earlier one serves while
 * the pins and Python are the same. `packages` are what is said to be installed. Throws SetupError if Python, its venv
 * module or the network are missing.
 */
export async function installPythonEnvironment({ name, requirements, packages, signal }) {
  const version = await pythonVersion(name, signal);
  const wanted = `${version}\n${readFileSync(requirements, "utf8")}`;
  const home = environmentHome(name);
  const stamp = join(home, "installed.txt");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  const what = pinned(requirements, packages).map((one) => `${one.name} ${one.version}`);
  console.log(`installing ${what.join(" and ")} (${version}) into .cache/${name} ...`);
  rmSync(home, { recursive: true, force: true });
  const made = await run("python3", ["-m", "venv", home], { signal });
  if (made.code !== 0) {
    throw new SetupError(
      `python3 cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv\n${made.output}`,
    );
  }
  const options = ["--quiet", "--disable-pip-version-check", "--no-input"];
  const pip = ["-m", "pip", "install", ...options, "-r", requirements];
  const installed = await run(pythonOf(name), pip, { signal });
  if (installed.code !== 0) throw new SetupError(noPackages(what, installed.output, join(home, "pip.log")));
  // Last: an installation that was interrupted has no stamp.
  writeFileSync(stamp, wanted);
}

/** What pip said is kept in `log`: it may be a hundred lines for each file that it tried to get. */
function noPackages(what, output, log) {
  writeFileSync(log, output);
  const errors = output.split("\n").filter((line) => line.startsWith("ERROR"));
  return [
    ...errors.slice(0, 3),
    `pip could not install ${what.join(" and ")}; it needs the network once, or an index that PIP_INDEX_URL names. ` +
      `All that pip said: ${relative(process.cwd(), log)}`,
  ].join("\n");
}

/** What `python3` says it is. Throws SetupError, in the name of who needs it, if there is none or an older one. */
export async function pythonVersion(name, signal) {
  const needed = `${name} needs python3, ${OLDEST_PYTHON.join(".")} or newer, with its venv module`;
  const { code, output } = await run("python3", ["--version"], { signal });
  if (code !== 0) {
    throw new SetupError(`python3 was not found; ${needed} (https://www.python.org/downloads/)`);
  }
  const [major, minor] = /(\d+)\.(\d+)/.exec(output)?.slice(1).map(Number) ?? [0, 0];
  if (major < OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor < OLDEST_PYTHON[1])) {
    throw new SetupError(`python3 is ${output.trim()}; ${needed} (https://www.python.org/downloads/)`);
  }
  return output.trim();
}
