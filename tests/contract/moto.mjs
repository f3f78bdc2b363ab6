import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import {
  environmentHome,
  installPythonEnvironment,
  pinned,
  pythonOf,
} from "../support/python-environment.mjs";
import { SetupError } from "../support/setup.mjs";

const python = pythonOf("moto");
const log = join(environmentHome("moto"), "server.log");
const requirements = fileURLToPath(new URL("requirements.txt", import.meta.url));
const serverScript = fileURLToPath(new URL("moto_server.py", import.meta.url));
const PACKAGES = ["moto"];

const START_MS = 60_000;

/** Whose software judges, in which version. */
export const pinnedJudges = () => pinned(requirements, PACKAGES);

/** Puts moto into a Python environment of its own. */
export function installMoto(signal) {
  return installPythonEnvironment({ name: "moto", requirements, packages: PACKAGES, signal });
}

/** Starts moto on a free loopback port. It ends with `stop`, and with this process however that ends. */
export async function startMoto() {
  const server = spawn(python, [serverScript], { stdio: ["pipe", "pipe", "pipe"] });
  const ended = new Promise((resolve) => server.on("close", resolve));
  server.stderr.pipe(createWriteStream(log));
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
