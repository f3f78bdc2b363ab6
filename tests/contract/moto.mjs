import { spawn } from "node:child_process";
import { createWriteStream, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { run, SetupError } from "../support/setup.mjs";

const home = fileURLToPath(new URL("../../.cache/moto/", import.meta.url));
/** With moto, and with PyAthena. */
export const python = join(home, "bin", "python");
const requirements = fileURLToPath(new URL("requirements.txt", import.meta.url));
const serverScript = fileURLToPath(new URL("moto_server.py", import.meta.url));

/** What moto's pinned requirements ask for. */
const OLDEST_PYTHON = [3, 11];
const START_MS = 60_000;

/** Puts moto and PyAthena into a Python environment of their own; an earlier one serves while the pins and Python are the same. */
export async function installMoto(signal) {
  const version = await pythonVersion(signal);
  const pins = readFileSync(requirements, "utf8");
  const wanted = `${version}\n${pins}`;
  const stamp = join(home, "installed.txt");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  const [moto, pyAthena] = [/^moto.*==(.*)$/m, /^PyAthena==(.*)$/m].map((pin) => pin.exec(pins)[1]);
  console.log(`installing moto ${moto} and PyAthena ${pyAthena} (${version}) into .cache/moto ...`);
  rmSync(home, { recursive: true, force: true });
  const made = await run("python3", ["-m", "venv", home], { signal });
  if (made.code !== 0) {
    throw new SetupError(
      `python3 cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv\n${made.output}`,
    );
  }
  const installed = await run(
    python,
    ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "-r", requirements],
    { signal },
  );
  if (installed.code !== 0)
    throw new SetupError(`pip could not install moto and PyAthena:\n${installed.output}`);
  // Last: an installation that was interrupted has no stamp.
  writeFileSync(stamp, wanted);
}

/** Starts moto on a free loopback port. It ends with `stop`, and with this process however that ends. */
export async function startMoto() {
  const server = spawn(python, [serverScript], { stdio: ["pipe", "pipe", "pipe"] });
  const ended = new Promise((resolve) => server.on("close", resolve));
  server.stderr.pipe(createWriteStream(join(home, "server.log")));
  const late = setTimeout(() => server.kill(), START_MS);
  const [endpoint] = await Promise.race([
    new Promise((resolve) =>
      createInterface({ input: server.stdout }).once("line", (line) => resolve([line])),
    ),
    ended.then(() => []),
  ]);
  clearTimeout(late);
  if (endpoint === undefined) throw new SetupError("moto did not start; .cache/moto/server.log says why");
  return {
    endpoint,
    async stop() {
      server.stdin.end();
      await ended;
    },
  };
}

async function pythonVersion(signal) {
  const needed = `the contract tests need python3, ${OLDEST_PYTHON.join(".")} or newer, with its venv module`;
  const { code, output } = await run("python3", ["--version"], { signal });
  if (code !== 0)
    throw new SetupError(`python3 was not found; ${needed} (https://www.python.org/downloads/)`);
  const [major, minor] = /(\d+)\.(\d+)/.exec(output)?.slice(1).map(Number) ?? [0, 0];
  if (major < OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor < OLDEST_PYTHON[1])) {
    throw new SetupError(`python3 is ${output.trim()}; ${needed} (https://www.python.org/downloads/)`);
  }
  return output.trim();
}
